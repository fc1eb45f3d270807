import { Component, type ReactNode } from 'react'
import { Icon } from '../shared/icons.tsx'

type Props = { children: ReactNode }

/** Where a page fails to load or to draw, says so, and leaves what is around it in use. */
export class FaultBoundary extends Component<Props, { isFailed: boolean }> {
  override state = { isFailed: false }
  static getDerivedStateFromError() {
    return { isFailed: true }
  }
  override render() {
    if (!this.state.isFailed) return this.props.children
    return (
      <div className="page">
        <div className="notice bad" role="alert">
          <Icon name="alert" />
          <div className="notice-text">
            <b>This page could not be shown</b>
            <span>A part of it did not load, or failed. What you did elsewhere is safe.</span>
          </div>
          <button type="button" onClick={() => location.reload()}>
            <Icon name="refresh" />
            Load it again
          </button>
        </div>
      </div>
    )
  }
}
