import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { Link } from '../../app/router.tsx'
import { ErrorNotice, LoadingRows } from '../../shared/states.tsx'
import { SettingsForm } from './settings-form.tsx'

const AUDIT = '/admin/audit?subjectType=fleet_settings'

/** Which documents drivers and vehicles must have before they are matched. */
export default function DocumentsPart() {
  const settings = useQuery({
    queryKey: ['fleet-settings'],
    queryFn: () => call('get', '/v1/admin/fleet-settings', {}),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h2>Required documents</h2>
        <div className="actions">
          <Link className="button" href={AUDIT}>
            Who changed them
          </Link>
        </div>
      </header>
      {settings.error && (
        <ErrorNotice
          title="What is required could not be read"
          error={settings.error}
          onRetry={() => void settings.refetch()}
          isRetrying={settings.isFetching}
        />
      )}
      {settings.isPending && <LoadingRows what="what is required" rows={8} />}
      {settings.data && <SettingsForm start={settings.data} />}
    </div>
  )
}
