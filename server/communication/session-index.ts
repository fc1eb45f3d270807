import type { Role } from '../platform/context.ts'
import type { Session } from './session.ts'

const NOBODY: ReadonlySet<Session> = new Set()

/** The sessions of this process, found by user and by topic, so that a message costs what it reaches and no more. */
export class SessionIndex {
  private readonly sessions = new Set<Session>()
  private readonly byUser = new Map<string, Set<Session>>()
  private readonly byTopic = new Map<string, Set<Session>>()

  all(): ReadonlySet<Session> {
    return this.sessions
  }

  ofUser(userId: string): ReadonlySet<Session> {
    return this.byUser.get(userId) ?? NOBODY
  }

  ofTopic(topic: string): ReadonlySet<Session> {
    return this.byTopic.get(topic) ?? NOBODY
  }

  topics(): Iterable<string> {
    return this.byTopic.keys()
  }

  countByRole(): Record<Role, number> {
    const counts = { customer: 0, driver: 0, operator: 0, admin: 0 }
    for (const { role } of this.sessions) counts[role]++
    return counts
  }

  add(session: Session): void {
    this.sessions.add(session)
    put(this.byUser, session.userId, session)
  }

  /** False when it was not there. */
  remove(session: Session): boolean {
    if (!this.sessions.delete(session)) return false
    drop(this.byUser, session.userId, session)
    for (const topic of session.topics) drop(this.byTopic, topic, session)
    return true
  }

  /** A session that has gone joins nothing: nobody would ever take it out. */
  join(session: Session, topic: string): void {
    if (!this.sessions.has(session)) return
    session.topics.add(topic)
    put(this.byTopic, topic, session)
  }

  leave(session: Session, topic: string): void {
    if (session.topics.delete(topic)) drop(this.byTopic, topic, session)
  }
}

function put(map: Map<string, Set<Session>>, key: string, session: Session): void {
  const set = map.get(key)
  if (set) set.add(session)
  else map.set(key, new Set([session]))
}

function drop(map: Map<string, Set<Session>>, key: string, session: Session): void {
  const set = map.get(key)
  set?.delete(session)
  if (set?.size === 0) map.delete(key)
}
