/** What holds of the tables of the analytics, the constraint that sees to it, and the statement that it must refuse. */
export const ANALYTICS_BREAKS: [string, string, string][] = [
  ['the state of the rollups is one', 'analytics_state_single', `insert into analytics_state values (2, 1)`],
  [
    'the next generation of rollups is a later one',
    'analytics_state_next',
    `insert into analytics_state values (1, 2, 1)`,
  ],
  ['a period of duty is legal', 'duty_periods_status', `update duty_periods set status = 'busy'`],
  [
    'a period of duty does not end before it begins',
    'duty_periods_end',
    `update duty_periods set ended_at = started_at - interval '1 s'`,
  ],
  [
    'a driver is on duty once at a time',
    'duty_periods_open_key',
    `insert into duty_periods select driver_id, started_at + interval '1 s', status from duty_periods`,
  ],
]
