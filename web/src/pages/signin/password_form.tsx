import {Button, Divider, PasswordInput, Stack, Text, TextInput} from '@mantine/core';
import {useMutation} from '@tanstack/react-query';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {ApiError, base} from '../../api/client';
import {sign_in} from '../../api/session';
import type {Ways} from '../../api/types';
import {ErrorNote} from '../../parts/error_note';

export function PasswordForm({ways}: {ways?: Ways}) {
  const {t} = useTranslation('signin');
  const [name, set_name] = useState('');
  const [password, set_password] = useState('');
  const [code, set_code] = useState('');
  const entering = useMutation({
    mutationFn: () => sign_in({name: name.trim(), password, ...(code ? {code: code.replace(/\s/g, '')} : {})}),
  });
  const needs_code = (entering.error instanceof ApiError && entering.error.second_factor) || code !== '';
  const asked_only = entering.error instanceof ApiError && entering.error.second_factor && code === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entering.mutate();
  };
  return (
    <Stack>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t('name')} name="username" autoComplete="username" required autoFocus value={name} size="md"
            autoCapitalize="none" spellCheck={false} onChange={(event) => set_name(event.currentTarget.value)} />
          <PasswordInput label={t('password')} name="password" autoComplete="current-password" required value={password}
            size="md" onChange={(event) => set_password(event.currentTarget.value)}
            visibilityToggleButtonProps={{'aria-label': t('show'), tabIndex: 0}} />
          {needs_code && (
            <TextInput label={t('code')} description={t('code_help')} name="code" autoComplete="one-time-code" size="md"
              inputMode="numeric" required autoFocus value={code} onChange={(event) => set_code(event.currentTarget.value)} />
          )}
          {asked_only ? <Text size="sm" role="status">{t('code_wanted')}</Text> : <ErrorNote error={entering.error} />}
          <Button type="submit" size="md" loading={entering.isPending}>{t('go')}</Button>
        </Stack>
      </form>
      {ways?.oidc && (
        <>
          <Divider label={t('or')} />
          <Button component="a" href={`${base}/session/oidc`} variant="default" size="md">
            {t('oidc', {name: ways.oidc.name})}
          </Button>
        </>
      )}
      <Text size="sm" c="dimmed">{t('help')}</Text>
    </Stack>
  );
}
