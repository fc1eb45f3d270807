import { useMutation } from '@tanstack/react-query'
import { signIn } from '../api/client.ts'
import { ErrorNotice } from '../shared/states.tsx'

export function SignInPage() {
  const attempt = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => signIn(email, password),
  })
  return (
    <div className="sign-in">
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          attempt.mutate({ email: String(form.get('email')), password: String(form.get('password')) })
        }}
      >
        <h1>Hexhaul</h1>
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
    </div>
  )
}
