import { describe, expect, test } from 'bun:test'
import { readConfig } from './config.ts'

describe('PUBLIC_URL', () => {
  test('is the local address of the port where it is not set', () => {
    expect(readConfig({}).publicUrl).toBe('http://localhost:8000')
    expect(readConfig({ PORT: '9001', PUBLIC_URL: ' ' }).publicUrl).toBe('http://localhost:9001')
  })

  test.each([
    ['https://hexhaul.example.com', 'https://hexhaul.example.com'],
    ['https://hexhaul.example.com/', 'https://hexhaul.example.com'],
    ['http://10.0.0.1:8080/logistics//', 'http://10.0.0.1:8080/logistics'],
  ])('may be %s', (raw, publicUrl) => {
    expect(readConfig({ PUBLIC_URL: raw }).publicUrl).toBe(publicUrl)
  })

  test.each([
    'hexhaul.example.com',
    'ftp://hexhaul.example.com',
    'https://user:secret@hexhaul.example.com',
    'https://hexhaul.example.com/?a=b',
    'https://hexhaul.example.com/#top',
  ])('may not be %s, which stops the start in one line', (raw) => {
    expect(() => readConfig({ PUBLIC_URL: raw })).toThrow(/^PUBLIC_URL must be a URL[^\n]*$/)
  })
})
