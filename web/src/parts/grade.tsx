// How well something is protected: a colour, a shape and a word. Unknown is never green.
import {Text} from '@mantine/core';
import {IconHelpCircle, IconShieldCheckFilled, IconShieldHalfFilled, IconShieldOff} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {Protection, Severity} from '../api/types';
import classes from './grade.module.css';
import {Tag, type Tone} from './tag';
import {Term} from './term';

export const looks = {
  protected: {tone: 'good', icon: IconShieldCheckFilled},
  optional: {tone: 'warn', icon: IconShieldHalfFilled},
  absent: {tone: 'bad', icon: IconShieldOff},
  unknown: {tone: 'none', icon: IconHelpCircle},
} as const;

export const tone_of = (grade: Protection): Tone => looks[grade].tone;

export function Grade({grade}: {grade: Protection}) {
  const {t} = useTranslation();
  return <Tag tone={looks[grade].tone} icon={looks[grade].icon}>{t(`grade.${grade}`)}</Tag>;
}

export const axes = ['integrity', 'confidentiality', 'peer_authenticity'] as const;
export type Grades = Record<(typeof axes)[number], Protection>;

// The three of a connection, each with its name.
export function GradeTriple({grades}: {grades: Grades}) {
  return (
    <div className={classes.triple}>
      {axes.map((axis) => (
        <div key={axis}>
          <Text size="xs" c="dimmed" component="div"><Term k={axis} /></Text>
          <Grade grade={grades[axis]} />
        </div>
      ))}
    </div>
  );
}

const severities: Record<Severity, Tone> = {info: 'none', low: 'none', medium: 'warn', high: 'bad', critical: 'bad'};
export function SeverityTag({severity}: {severity: Severity}) {
  const {t} = useTranslation();
  return <Tag tone={severities[severity]}>{t(`severity.${severity}`)}</Tag>;
}
