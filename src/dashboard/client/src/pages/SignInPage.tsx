import { useState, type FormEvent } from 'react';
import { useSignIn } from '../data/queries';
import { ApiError } from '../data/api';
import { Logo } from '../parts/Header';

/** Exchanges a key for a session. */
export function SignInPage() {
  const [key, setKey] = useState('');
  const signIn = useSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() !== '') signIn.mutate(key.trim());
  };
  return (
    <main className="sign-in">
      <form onSubmit={submit} className="panel">
        <Logo />
        <h1>Integration health</h1>
        <p>
          Sign in with an access key. It is exchanged for a session of this browser and kept
          nowhere.
        </p>
        <label htmlFor="key">Access key</label>
        <input
          id="key"
          type="password"
          autoComplete="current-password"
          required
          value={key}
          onChange={(event) => setKey(event.target.value)}
          aria-describedby={signIn.error ? 'sign-in-error' : undefined}
          aria-invalid={signIn.error !== null}
        />
        {signIn.error && (
          <p id="sign-in-error" className="form-error" role="alert">
            {wordsFor(signIn.error)}
          </p>
        )}
        <button type="submit" className="primary" disabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}

function wordsFor(error: Error): string {
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 401)
    return 'This key is not valid. Look for missing characters, or ask an operator.';
  if (status === 429) return 'Too many tries. Wait a minute, then try again.';
  return error.message;
}
