/**
 * Goal: what the installed package says of realistic services is right and easy to reach for a new user: it reports the
 * planted bugs that the catalogue says it reports, and nothing of the fixed twins. Method: pack, install, and run both twins
 * of each service by the public command, or by vitest with the public fixture, with the default budget. The first half of the services.
 */
import { SERVICES } from './catalogue.ts';
import { tryServices } from './newcomer-trials.ts';

tryServices(SERVICES.slice(0, SERVICES.length / 2));
