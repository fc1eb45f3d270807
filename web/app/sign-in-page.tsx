import { useMutation } from '@tanstack/react-query'
import { signIn } from '../api/client.ts'
import { Logo } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { useTitle } from './router.tsx'

export function SignInPage() {
  useTitle('Sign in')
  const attempt = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => signIn(email, password),
  })
  return (
    <main className="sign-in">
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          attempt.mutate({ email: String(form.get('email')), password: String(form.get('password')) })
        }}
      >
        <header>
          <Logo />
          <h1>Hexhaul</h1>
          <p>Sign in to the operations dashboard</p>
        </header>
        <label>
          Email
          <input name="email" type="email" autoComplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        {attempt.error && <ErrorNotice error={attempt.error} />}
        <button className="primary" type="submit" disabled={attempt.isPending}>
          {attempt.isPending ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  )
}
