import type {ConnectionDetail} from '../../../api/types';
import {Axes} from './axes';
import {Findings} from './findings';

export type Shown = NonNullable<ConnectionDetail['latest']>;

export function Measurement({shown}: {shown: Shown}) {
  return (
    <>
      <Axes assessment={shown.assessment} observation={shown.observation} />
      <Findings assessment={shown.assessment} observation={shown.observation} />
    </>
  );
}
