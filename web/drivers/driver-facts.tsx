import type { Driver, DriverRecord } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { shortId } from '../shared/format.ts'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'

/** `record` is what only admins are told. */
type Props = { driver: Driver; record: DriverRecord | undefined }

export const DriverFacts = ({ driver, record }: Props) => (
  <section className="card">
    <h2>Driver</h2>
    <dl className="facts">
      <dt>Phone</dt>
      <dd>
        <a href={`tel:${driver.phone.replace(/\s/g, '')}`}>{driver.phone}</a>
      </dd>
      {record && (
        <>
          <dt>Email</dt>
          <dd>
            <a href={`mailto:${record.email}`}>{record.email}</a>
          </dd>
        </>
      )}
      <dt>Class</dt>
      <dd>{vehicleClassLabel(driver.vehicleClass)}</dd>
      <dt>Haul at hand</dt>
      <dd>
        {driver.bookingId ? (
          <Link href={`/bookings/${driver.bookingId}`} className="id">
            {shortId(driver.bookingId)}
          </Link>
        ) : (
          <span className="muted">None</span>
        )}
      </dd>
      <dt>Last seen</dt>
      <dd>{driver.place ? <Time iso={driver.place.recordedAt} /> : 'Not yet'}</dd>
      {record && (
        <>
          <dt>Joined</dt>
          <dd>
            <Time iso={record.createdAt} />
          </dd>
        </>
      )}
    </dl>
  </section>
)
