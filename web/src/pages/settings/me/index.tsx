import {Grid, Stack} from '@mantine/core';
import {Password} from './password';
import {Profile} from './profile';
import {SecondFactor} from './second_factor';
import {Sessions} from './sessions';
import {Signature} from './signature';
import {Tokens} from './tokens';

export function Mine() {
  return (
    <Grid gutter="xl">
      <Grid.Col span={{base: 12, md: 6}}>
        <Stack gap="xl"><Profile /><Signature /></Stack>
      </Grid.Col>
      <Grid.Col span={{base: 12, md: 6}}>
        <Stack gap="xl"><Password /><SecondFactor /></Stack>
      </Grid.Col>
      <Grid.Col span={12}><Sessions path="/me/sessions" own /></Grid.Col>
      <Grid.Col span={12}><Tokens /></Grid.Col>
    </Grid>
  );
}
