// What a job does, in the page's language: from its kind and what was asked for.
import {useTranslation} from 'react-i18next';
import type {Job} from '../api/types';

const last_of = (path: unknown) => String(path ?? '').replace(/\/+$/, '').split('/').pop() ?? '';

export function useJobTitle(): (job: Pick<Job, 'kind' | 'request' | 'title'>) => string {
  const {t} = useTranslation();
  return ({kind, request, title}) => {
    const {names, path, file_name, sink} = (request ?? {}) as {names?: string[]; path?: string; file_name?: string; sink?: string};
    if (kind === 'audit' && names?.length === 1) return t('job_title.audit_named', {name: names[0]});
    if (kind === 'audit' && names?.length) return t('job_title.audit_some', {count: names.length});
    return t(`job_title.${kind}`, {defaultValue: title, run: last_of(path ?? file_name), sink: sink ?? ''});
  };
}
