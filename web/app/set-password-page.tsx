import { useMutation } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keepSession } from '../api/session.ts'
import { Logo } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { navigate, useTitle } from './router.tsx'

/** Where an invitation leads: it stands behind the `#` of the address, and sets a password once. */
export default function SetPasswordPage() {
  useTitle('Set your password')
  const set = useMutation({
    mutationFn: (password: string) =>
      call('post', '/v1/auth/set-password', { body: { token: location.hash.slice(1), password } }),
    onSuccess: () => {
      // Whoever was signed in here is not who was invited.
      keepSession(null)
      navigate('/sign-in', { isReplacing: true })
    },
  })
  return (
    <main className="sign-in">
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          set.mutate(String(new FormData(event.currentTarget).get('password')))
        }}
      >
        <header>
          <Logo />
          <h1>Welcome to Hexhaul</h1>
          <p>Set the password that you will sign in with</p>
        </header>
        <label>
          New password
          <input name="password" type="password" autoComplete="new-password" minLength={10} required />
        </label>
        {set.error && <ErrorNotice error={set.error} />}
        <button className="primary" type="submit" disabled={set.isPending}>
          {set.isPending ? 'Setting…' : 'Set the password'}
        </button>
      </form>
    </main>
  )
}
