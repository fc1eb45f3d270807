import type { App } from '../../server/app-types.ts'

/* The server's own route types, so that a path, a body or an answer that it does not know fails the build. */
type At<Tree, Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? Head extends keyof Tree
    ? At<Tree[Head], Tail>
    : never
  : Path extends keyof Tree
    ? Tree[Path]
    : never

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete'
export type Route<M extends Method, Path extends string> = Path extends `/${infer Rest}`
  ? At<App['~Routes'], `${Rest}/${M}`>
  : never

/** What a route answers when it worked. */
export type Answer<M extends Method, Path extends string> =
  Route<M, Path> extends { response: infer Responses }
    ? Responses[keyof Responses & (200 | 201 | 204)]
    : never

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never
type Params<Path extends string> = [ParamNames<Path>] extends [never]
  ? { params?: never }
  : { params: Record<ParamNames<Path>, string> }
// A route without a body has an empty one in the types.
type Body<R> = R extends { body: infer B }
  ? object extends B
    ? { body?: B }
    : { body: B }
  : { body?: never }
type Key<R> = R extends { headers: { 'idempotency-key': string } } ? { key: string } : { key?: never }
type Query<R> = R extends { query: infer Q } ? { query?: Partial<Q> } : { query?: never }

export type Input<M extends Method, Path extends string> = Params<Path> &
  Body<Route<M, Path>> &
  Key<Route<M, Path>> &
  Query<Route<M, Path>>
