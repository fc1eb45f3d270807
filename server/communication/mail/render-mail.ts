import type { Words } from '../inbox/templates.ts'

type Mail = { subject: string; text: string; html: string }

const REFERENCES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => REFERENCES[sign] as string)

/** A notice as mail, in plain text and in simple HTML; `publicUrl` is what its link begins with. */
export function renderMail({ title, body, link }: Words, name: string, publicUrl: string): Mail {
  const url = link === null ? null : publicUrl + link
  const greeting = `Hello ${name.replace(/\s+/g, ' ').trim()},`
  const footer = 'You choose what you are told of under your notification preferences.'
  const text = [greeting, body, ...(url ? [url] : []), `-- \n${footer}`].join('\n\n')
  const paragraphs = [greeting, body].map((it) => `<p>${escaped(it)}</p>`).join('')
  const button = url ? `<p><a href="${escaped(url)}">Open in Hexhaul</a></p>` : ''
  const html =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>` +
    '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em;margin:2em auto;padding:0 1em">' +
    `<h1 style="font-size:1.25em">${escaped(title)}</h1>${paragraphs}${button}` +
    `<p style="color:#666;font-size:0.85em">${escaped(footer)}</p></body></html>`
  return { subject: title, text: `${text}\n`, html }
}
