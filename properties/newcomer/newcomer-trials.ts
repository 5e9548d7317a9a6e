import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Service } from './catalogue.ts';
import { measure } from './measure.ts';
import { Projects } from './project.ts';

/**
 * Tests that the installed package says of both twins of each service what the catalogue says. A file of tests calls it for a
 * part of the services, because all of them take several minutes.
 * @returns the projects, which are there while the tests run
 */
export function tryServices(services: readonly Service[]): () => Projects {
  let projects: Projects;
  beforeAll(() => {
    projects = new Projects();
  });
  afterAll(() => projects.remove());

  it.each(services)('$name', async (service) => {
    const { how, alarms } = await measure(projects, service, 1);
    const expected = typeof service.expected === 'string' ? service.expected : 'missed';
    expect({ how, alarms }).toEqual({ how: expected, alarms: [] });
  });
  return () => projects;
}
