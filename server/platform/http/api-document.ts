import { registerSchemaPath } from '@elysiajs/swagger/utils'
import type { TSchema } from 'elysia'
import { ERROR_CODES, type ErrorCode, statusOf } from '../../error-codes.ts'
import { exampleOf } from './example-of.ts'
import { problem } from './problem.ts'
import { publishSchema } from './publish-schema.ts'
import { errorCodesOf, type Route } from './route-errors.ts'
import { problemSchema } from './schemas.ts'

type Media = { schema: unknown; example?: unknown; examples?: Record<string, unknown> }
type Parameter = {
  name: string
  in: string
  required?: boolean
  schema: TSchema
  examples?: unknown
  example?: unknown
}
type Answer = { description: string; content?: Record<string, Media>; headers?: Record<string, unknown> }
export type Operation = {
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media>; required?: boolean }
  responses?: Record<string, Answer>
  summary?: string
  description?: string
  tags?: string[]
  'x-roles'?: string[]
  'x-errors'?: string[]
}
/** Messages that no route carries: the frames of the socket, the events of the log. */
export type MessageGroup = {
  name: string
  /** What the names of its components begin with. */
  prefix: string
  description: string
  schemas: Record<string, TSchema>
}

const EXAMPLE_REQUEST_ID = '01956a2c-7f00-7000-8000-000000000009'
const INTRODUCTION = `On-demand goods logistics in real time. Times are ISO 8601 in UTC, coordinates WGS 84, money integer
minor units, ids UUIDv7. Lists answer \`items\` and \`nextCursor\`. Every failure is a problem (RFC 9457) whose \`code\` is
stable; each operation lists those it can answer. Sign in with \`POST /v1/auth/login\` and send the access token as bearer.`

/** One answer per status, with the codes that it can carry and an example of each. */
function failures(codes: readonly ErrorCode[]): Record<string, Answer> {
  const answers: Record<string, Answer> = {}
  for (const code of codes) {
    const { meaning } = ERROR_CODES[code]
    const line = `\`${code}\`: ${meaning}`
    const status = statusOf(code)
    const known = answers[status]
    const examples = known?.content?.['application/problem+json']?.examples ?? {}
    examples[code] = { summary: meaning, value: problem(code, meaning, EXAMPLE_REQUEST_ID) }
    answers[status] = {
      description: known ? `${known.description}\n\n${line}` : line,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples } },
      ...(status === 429 && {
        headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
      }),
    }
  }
  return answers
}

function describe(operation: Operation, route: Route, components: Record<string, unknown>): Operation {
  const { body, response } = route.hooks
  const codes = errorCodesOf(route)
  const parameters = operation.parameters?.map(({ examples: _examples, ...parameter }) => ({
    ...parameter,
    schema: publishSchema(parameter.schema, components) as TSchema,
    // What may be left out is left out, so that "try it" starts from the least.
    ...(parameter.required && {
      example: exampleOf(parameter.schema, [parameter.in, parameter.name], 'request'),
    }),
  }))
  const answers = Object.entries((response ?? {}) as Record<string, TSchema>).map(([status, schema]) => {
    const own = operation.responses?.[status]
    const description = own?.description ?? 'Done'
    if (schema.type === 'void') return [status, { description }]
    if (schema.type === undefined && !schema.anyOf) return [status, { ...own, description }]
    const example = exampleOf(schema, ['answer'], 'answer')
    const media = { schema: publishSchema(schema, components), example }
    const told = (route.hooks.detail?.responses as Record<string, Answer> | undefined)?.[status]
    return [
      status,
      { ...own, description, ...told, content: { 'application/json': media, ...told?.content } },
    ]
  })
  const roles = operation['x-roles'] ?? []
  const who = roles.includes('all') ? 'Open to all.' : `Roles: ${roles.join(', ')}.`
  return {
    ...operation,
    description: [who, operation.description].filter(Boolean).join('\n\n'),
    'x-errors': codes,
    ...(parameters && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: publishSchema(body as TSchema, components),
            example: exampleOf(body as TSchema, ['body'], 'request'),
          },
        },
      },
    }),
    responses: { ...route.hooks.detail?.responses, ...Object.fromEntries(answers), ...failures(codes) },
  }
}

/** Puts every message under `components`, and their list where both pages show it. */
function describeMessages(
  { name, prefix, description, schemas }: MessageGroup,
  components: Record<string, unknown>,
): { name: string; description: string } {
  const shown = Object.entries(schemas).map(([type, schema]) => {
    const title = `${prefix}.${type.replaceAll(':', '_')}`
    const published = publishSchema(schema, components) as object
    components[title] = { ...published, examples: [exampleOf(schema, [prefix, type], 'answer')] }
    return `### \`${type}\`\n\n<SchemaDefinition schemaRef="#/components/schemas/${title}" />`
  })
  return { name, description: `${description}\n\n${shown.join('\n\n')}` }
}

/** The OpenAPI document of all routes that are not hidden, and of the messages that travel beside them. */
export function apiDocument(routes: readonly unknown[], messages: readonly MessageGroup[] = []) {
  const components: Record<string, unknown> = {}
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of routes as Route[]) {
    const { path, hooks } = route
    if (hooks.detail?.hide) continue
    const method = route.method === 'WS' ? 'get' : route.method.toLowerCase()
    const hook = { ...hooks, parse: 'json' }
    registerSchemaPath({
      schema: paths as never,
      path,
      method: method as never,
      hook: hook as never,
      models: {},
    })
    const operations = paths[path.replaceAll(/:(\w+)/g, '{$1}')]
    if (operations?.[method]) operations[method] = describe(operations[method], route, components)
  }
  const tags = messages.map((group) => describeMessages(group, components))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hexhaul',
      version: '1',
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags,
    paths,
    components: {
      schemas: {
        ...components,
        Problem: publishSchema(problemSchema, components),
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}
