// As React's lazy(), but what is loaded already is drawn at once: React would show what stands in for it first, and that for
// a third of a second.
import {type ComponentType, lazy, useState} from 'react';

export function later<Props extends object>(load: () => Promise<{default: ComponentType<Props>}>) {
  let ready: ComponentType<Props> | undefined;
  let begun: Promise<{default: ComponentType<Props>}> | undefined;
  const once = () =>
    (begun ??= load().then(
      (module) => {
        ready = module.default;
        return module;
      },
      (error) => {
        begun = undefined; // may be tried again
        throw error;
      },
    ));
  const Waiting = lazy(once);
  function Later(props: Props) {
    const [View] = useState<ComponentType<Props>>(() => ready ?? (Waiting as ComponentType<Props>)); // one of them for good: the other would begin anew
    return <View {...props} />;
  }
  return Object.assign(Later, {load: once});
}
