import {Fault, ago, found} from '../answer.mjs';
import {accounts, sessions} from '../fixtures/accounts.mjs';

const named = (name) => found(accounts.find((one) => one.name === name), `account ${name}`);

export const account_routes = [
  ['GET', '/accounts', () => accounts],
  ['POST', '/accounts', ({body}) => {
    if (accounts.some((one) => one.name === body.name)) throw new Fault('exists', `there is an account ${body.name}`, body.name, 'choose another name');
    const account = {...body, subject: '', disabled: false, created: ago(0), failures: 0, locked_until: '', second_factor: false, password_at: ''};
    accounts.push(account);
    return account;
  }],
  ['PATCH', '/accounts/{name}', ({params, body}) => {
    const {why, ...change} = body;
    if (!why) throw new Fault('invalid', 'a reason is needed', 'why');
    return Object.assign(named(params.name), change);
  }],
  ['POST', '/accounts/{name}/link', ({params}) => ({link: `https://runseal.lab.example:8443/#link=Q2m9xT4vKpW7zR1sYb6dLc8nHf3g-${named(params.name).name}`, expires: ago(-24)})],
  ['GET', '/accounts/{name}/sessions', ({params}) => sessions.filter((one) => one.account === params.name)],
  ['DELETE', '/accounts/{name}/sessions/{id}', ({params}) => { sessions.splice(sessions.findIndex((one) => one.id === params.id), 1); }],
];
