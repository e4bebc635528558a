import {Fault, ago, found} from '../answer.mjs';
import {accounts, me_of, permissions_of, sessions, tokens} from '../fixtures/accounts.mjs';

const own = (name) => accounts.find((one) => one.name === name) ?? accounts[0];

function enter({body, response}) {
  const name = body.link ? 'anna' : body.name;
  const account = accounts.find((one) => one.name === name);
  if (!account || body.password === 'wrong' || body.link === 'used')
    throw new Fault('denied', body.link ? 'this link was used already, or it has ended' : 'the name or the password is not right', '',
      body.link ? 'ask an administrator for another one' : 'after 5 wrong passwords the account waits for a while', 401);
  if (name === 'bruno' && !body.code) throw new Fault('denied', 'a code is needed', '', '', 401, {second_factor: true});
  account.way = body.link ? 'link' : 'password';
  response.setHeader('set-cookie', `mock=${name}; Path=/; HttpOnly; SameSite=Strict`);
  return me_of(name);
}

export const session_routes = [
  ['GET', '/session/ways', () => ({local: true, oidc: {name: 'the hospital'}, version: '0.1.0'})],
  ['POST', '/session', enter],
  ['DELETE', '/session', ({response}) => void response.setHeader('set-cookie', 'mock=; Path=/; Max-Age=0')],
  ['GET', '/me', ({account}) => me_of(account)],
  ['GET', '/me/presence', () => ({ends_in_s: 1800})],
  ['PUT', '/me/presence', () => ({ends_in_s: 1800})],
  ['PUT', '/me/password', ({account, body}) => {
    if (body.old === 'wrong') throw new Fault('denied', 'the old password is not right');
    if (body.new.length < 12) throw new Fault('invalid', 'the password has fewer than 12 characters', '', 'choose a longer one');
    Object.assign(own(account), {has_password: true, way: 'password'});
    return me_of(account);
  }],
  ['POST', '/me/totp', ({account}) => ({
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: `otpauth://totp/runseal:${account}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=runseal`,
  })],
  ['PUT', '/me/totp', ({account, body}) => {
    if (!/^\d{6}$/.test(body.code)) throw new Fault('denied', 'the code is not right', '', 'check the clock of the phone');
    own(account).second_factor = true;
    return me_of(account);
  }],
  ['DELETE', '/me/totp', ({account}) => { own(account).second_factor = false; }],
  ['POST', '/me/signature', ({account}) => { own(account).unsigned = false; }],
  ['GET', '/me/sessions', ({account}) => sessions.filter((one) => one.account === account)],
  ['DELETE', '/me/sessions/{id}', ({params}) => { sessions.splice(sessions.findIndex((one) => one.id === params.id), 1); }],
  ['GET', '/me/tokens', ({account}) => tokens.filter((one) => one.account === account)],
  ['POST', '/me/tokens', ({account, body}) => {
    const token = {id: `t-${tokens.length + 1}`, account, name: body.name, permissions: body.permissions ?? permissions_of(['viewer']), created: ago(0), expires: body.expires ?? ago(-2000), seen: ''};
    tokens.push(token);
    return {...token, token: 'rs_7Kq2mVx9dTz4bNc8sYw3hLp6'};
  }],
  ['DELETE', '/me/tokens/{id}', ({params}) => { tokens.splice(tokens.indexOf(found(tokens.find((one) => one.id === params.id), 'such token')), 1); }],
];
