import { afterAll, describe, expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import type { TSchema } from 'elysia'
import { frameGroups } from '../../communication/describe-frames.ts'
import { ERROR_CODES, type ErrorCode, statusOf } from '../../error-codes.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { eventGroup } from '../event-log/describe-events.ts'
import type { apiDocument } from './api-document.ts'
import type { Route } from './route-errors.ts'

const t = await createTestApp({ hasWorkers: false })
afterAll(t.close)
const ROLES = ['customer', 'driver', 'operator', 'admin'] as const
const tokens = Object.fromEntries(
  await Promise.all(ROLES.map(async (role) => [role, await t.signIn(`${role}@hexhaul.test`)] as const)),
)
const shown = (t.app.routes as unknown as Route[]).filter(({ hooks }) => !hooks.detail?.hide)
const { body } = await t.request('GET', '/docs/json')
const document = body as ReturnType<typeof apiDocument>
const operationOf = ({ method, path }: Route) =>
  document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method === 'WS' ? 'get' : method.toLowerCase()]
const responseSchemas = ({ hooks }: Route) => (hooks.response ?? {}) as Record<string, TSchema>

/** The example of a parameter, as it stands in an address. */
const parameter = (route: Route, place: string) =>
  (operationOf(route)?.parameters ?? []).filter((it) => it.in === place && it.example !== undefined)

describe.each(shown.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (name, route) => {
    const operation = operationOf(route)

    test('has a summary, a tag, its roles and what it answers', () => {
      expect(operation?.summary?.length).toBeGreaterThan(0)
      expect(operation?.tags?.length).toBe(1)
      expect(operation?.['x-roles']?.length).toBeGreaterThan(0)
      expect(operation?.description).toContain(operation?.['x-roles']?.includes('all') ? 'all' : 'Roles: ')
      expect(Object.keys(operation?.responses ?? {}).some((status) => /^[12]/.test(status))).toBe(true)
    })

    test('has an answer for every code that it declares, by the one table', () => {
      const codes = operation?.['x-errors'] as ErrorCode[]
      expect(codes).toContain('rate_limited')
      const told = Object.entries(operation?.responses ?? {}).flatMap(([status, { content }]) =>
        Object.entries(content?.['application/problem+json']?.examples ?? {}).map(([code, example]) => ({
          code,
          status,
          example: (example as { value: object }).value,
        })),
      )
      expect(told.map(({ code }) => code).sort()).toEqual([...codes].sort())
      for (const { code, status, example } of told) {
        expect(Number(status)).toBe(statusOf(code as ErrorCode))
        expect(example).toMatchObject({
          code,
          status: Number(status),
          detail: ERROR_CODES[code as ErrorCode].meaning,
        })
      }
    })

    test('has examples that fit its schemas', () => {
      for (const [status, schema] of Object.entries(responseSchemas(route))) {
        const media = operation?.responses?.[status]?.content?.['application/json']
        if (schema.type === 'void') expect(media).toBeUndefined()
        else
          expect({ status, wrong: [...Value.Errors(schema, media?.example)] }).toEqual({ status, wrong: [] })
      }
      const { body } = route.hooks
      const sent = operation?.requestBody?.content['application/json']?.example
      if (body) expect([...Value.Errors(body as TSchema, sent)]).toEqual([])
      for (const { name, required, example } of operation?.parameters ?? [])
        if (required) expect({ name, hasExample: example !== undefined }).toEqual({ name, hasExample: true })
    })

    if (route.method === 'WS') return
    test('takes its own example', async () => {
      const role = operation?.['x-roles']?.find((it) => it !== 'all') ?? 'all'
      const values = new Map(parameter(route, 'path').map((it) => [it.name, String(it.example)]))
      const path = route.path.replaceAll(/:(\w+)/g, (_, key) => encodeURIComponent(values.get(key) ?? ''))
      const query = new URLSearchParams(parameter(route, 'query').map((it) => [it.name, String(it.example)]))
      const headers = Object.fromEntries(
        parameter(route, 'header').map((it) => [it.name, String(it.example)]),
      )
      const sent = operation?.requestBody?.content['application/json']?.example
      const answer = await t.request(route.method, `${path}?${query}`, {
        as: tokens[role],
        body: sent,
        headers,
      })
      const { code } = answer.body ?? {}
      const codes = route.hooks.detail?.['x-errors'] ?? []
      // It may name what does not exist here; it is never unreadable, and the answer is one of those that the route tells.
      expect({ name, code }).not.toEqual({ name, code: 'validation_failed' })
      expect(Object.keys(operation?.responses ?? {})).toContain(String(answer.status))
      expect(answer.status).toBeLessThan(500)
      if (code) expect(operation?.['x-errors']).toContain(code)
      const isSelfContained = !/01956a2c|…/.test(JSON.stringify([path, sent ?? '']))
      if (isSelfContained && !codes.includes(code))
        expect({ code, isDone: answer.status < 300 }).toEqual({ code, isDone: true })
    })
  },
)

describe.each([...frameGroups, eventGroup].map((group) => [group.name, group] as const))(
  '%s',
  (name, group) => {
    test('shows every message with its schema and an example that fits it', () => {
      const shownAs = document.tags.find((tag) => tag.name === name)?.description
      for (const [type, schema] of Object.entries(group.schemas as Record<string, TSchema>)) {
        const component = `${group.prefix}.${type.replaceAll(':', '_')}`
        expect(shownAs).toContain(`"#/components/schemas/${component}"`)
        const schemas = document.components.schemas as Record<string, { examples: unknown[] }>
        const examples = schemas[component]?.examples ?? []
        expect({ type, wrong: [...Value.Errors(schema, examples[0])] }).toEqual({ type, wrong: [] })
      }
    })
  },
)

test('every reference of the document leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
  expect(references.length).toBeGreaterThan(0)
  for (const [, name] of references) expect(document.components.schemas).toHaveProperty([name as string])
})
