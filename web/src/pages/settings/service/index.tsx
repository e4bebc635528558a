import {Stack} from '@mantine/core';
import {Backup} from './backup';
import {JobList} from './job_list';
import {SettingList} from './setting_list';

export function Service() {
  return (
    <Stack gap="xl">
      <SettingList />
      <Backup />
      <JobList />
    </Stack>
  );
}
