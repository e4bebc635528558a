// A page that fails leaves the rest standing.
import {Component, type ReactNode} from 'react';
import {PageFailure} from './not_found';

export class PageGuard extends Component<{children: ReactNode}, {error: Error | null}> {
  override state = {error: null as Error | null};
  static getDerivedStateFromError(error: Error) {
    return {error};
  }
  override render() {
    return this.state.error ? <PageFailure error={this.state.error} /> : this.props.children;
  }
}
