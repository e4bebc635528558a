// What comes out of the printer: what the page tells, and none of what one clicks on; never light on dark.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {notice, run_name} from './chapters.mjs';

async function printed(person, path, file) {
  await person.page.emulateMedia({media: 'screen', colorScheme: 'dark'});
  await person.go(path);
  await person.page.getByRole('heading', {level: 2}).first().waitFor();
  await person.page.waitForFunction(() => !document.querySelector('[class*="Skeleton-root"], [class*="Loader-root"]'));
  await person.page.emulateMedia({media: 'print', colorScheme: 'dark'});
  const pdf = await person.page.pdf({format: 'A4', printBackground: true});
  writeFileSync(file, pdf);
  const paper = await person.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await person.page.emulateMedia({media: 'screen', colorScheme: 'light'});
  return {text: execFileSync('pdftotext', ['-layout', '-', '-'], {input: pdf, encoding: 'utf8'}), paper};
}

export async function on_paper(person, pictures) {
  const {words} = person;
  const sheets = [
    ['notice', `/notices/${notice}/actions`, [notice, 'SMB 3.1.1, encrypted'], words('notice:actions.state_again')],
    ['letter', `/notices/${notice}`, [notice, 'MiSeq™ Dx Instrument'], words('notice:list.add')],
    ['run', `/runs/${run_name}`, [run_name, 'Data/s_2.cbcl'], words('runs:work.verify_now')],
  ];
  for (const [name, path, there, gone] of sheets) {
    const {text, paper} = await printed(person, path, join(pictures, `printed-${name}.pdf`));
    for (const one of there) assert.ok(text.includes(one), `${name} on paper has “${one}”:\n${text}`);
    for (const one of [gone, words('common:nav.settings')]) assert.ok(!text.includes(one), `${name} on paper has “${one}”`);
    assert.equal(paper, 'rgb(255, 255, 255)', name);
  }
}
