/*
 * Where a webhook may go. The address that somebody types is checked for its form; what its host resolves to is checked
 * at each delivery, and the connection goes to the very address that was checked (post-message.ts), so that a name that
 * changes its mind in between leads nowhere.
 */
import ipaddr from 'ipaddr.js'

export type TargetRules = { webhooksAllowPrivate: boolean; webhooksAllowHttp: boolean }

/** Below this only the ports of the web itself: the others are mail, shells and the like. */
const UNPRIVILEGED_PORT = 1_024
const WEB_PORTS = [80, 443]
/** Public by number, but what answers there is the cloud's own: Azure's metadata and health. */
const METADATA = ['168.63.129.16']
/** All IPv6 addresses that are given out (RFC 4291, 2.4): what is outside carries others within, or leads nowhere. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')
/** Names that mean this machine or its network, whatever a resolver says. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i

/** What is wrong with the address of a webhook, in words for whoever typed it; null when nothing is. */
export function faultOfUrl(raw: string, rules: TargetRules): string | null {
  if (!URL.canParse(raw)) return 'Expected an address such as https://example.com/hooks'
  const { protocol, username, password, port, hash } = new URL(raw)
  const isPlain = protocol === 'http:' && rules.webhooksAllowHttp
  if (protocol !== 'https:' && !isPlain)
    return rules.webhooksAllowHttp ? 'Expected http or https' : 'Expected https'
  if (username || password) return 'Leave the name and password out: deliveries are signed'
  if (hash) return 'Leave the fragment out: it is never sent'
  if (rules.webhooksAllowPrivate) return null
  if (port && Number(port) < UNPRIVILEGED_PORT && !WEB_PORTS.includes(Number(port)))
    return 'Expected port 80, 443 or one from 1024 on'
  const host = hostOf(new URL(raw))
  if (LOCAL_NAME.test(host) || (ipaddr.isValid(host) && !isPublicAddress(host)))
    return 'Expected a host of the public internet'
  return null
}

/** A host as resolvers and certificates take it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '')

/**
 * True for an address that the public internet routes to one host: neither private, loopback, link-local, shared (CGNAT),
 * multicast or reserved, nor an IPv6 address that carries an IPv4 one within (mapped, translated, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  // `isValid` also takes forms such as 127.1 or 0x7f000001, which `parse` then reads as resolvers do.
  if (!ipaddr.isValid(address) || METADATA.includes(address)) return false
  const parsed = ipaddr.parse(address)
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6))
}
