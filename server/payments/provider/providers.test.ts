import { afterAll, beforeAll } from 'bun:test'
import { type Books, createBooks } from '../testing/create-books.ts'
import { describeProvider } from './provider.contract.ts'
import { PROVIDERS } from './providers.ts'

let books: Books
beforeAll(async () => {
  books = await createBooks()
})
afterAll(() => books.close())

for (const provider of Object.values(PROVIDERS)) describeProvider(provider, () => books)
