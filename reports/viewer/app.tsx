import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Report } from '../data/report.ts';
import { visible } from '../../sim/trace/visible.ts';
import { elementIdIn, useAddress } from './address.ts';
import { Coverage } from './coverage.tsx';
import { ExhibitView } from './exhibit.tsx';
import { Headline } from './headline.tsx';
import { Legend } from './legend.tsx';
import { Matrix } from './matrix.tsx';
import { usePrinting } from './paper.tsx';
import { Runs } from './runs.tsx';
import { Upgrade } from './upgrade.tsx';

const EMPTY_CHARTS: Report['scenarios'][number]['charts'] = [];

/** The whole page. */
export function App({ report }: { readonly report: Report }): JSX.Element {
  const [address, move] = useAddress();
  useEffect(() => {
    if (address.theme === undefined) delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = address.theme;
  }, [address.theme]);
  useEffect(() => {
    // The browser looked for the target of the address before it was rendered.
    const named = address.exhibit === undefined ? elementIdIn(location.hash) : `run-${address.exhibit + 1}`;
    document.getElementById(named)?.scrollIntoView();
  }, []);
  useEffect(() => {
    // On paper nothing can be opened.
    const unfold = (): void => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    };
    addEventListener('beforeprint', unfold);
    return () => removeEventListener('beforeprint', unfold);
  }, []);
  const exhibits = useMemo(() => report.exhibits.map((exhibit, index) => ({ exhibit, index })), [report]);
  const findings = exhibits.filter(({ exhibit }) => exhibit.kind === 'finding');
  const exemplars = exhibits.filter(({ exhibit }) => exhibit.kind === 'exemplar');
  const view = ({ exhibit, index }: (typeof exhibits)[number]): JSX.Element => (
    <ExhibitView
      key={index}
      exhibit={exhibit}
      charts={report.scenarios.find(({ name }) => name === exhibit.scenario)?.charts ?? EMPTY_CHARTS}
      index={index}
      step={address.exhibit === index ? address.step : undefined}
      onStep={(step) => move({ exhibit: index, step })}
    />
  );
  return (
    <>
      <svg class="hidden" aria-hidden="true">
        <defs>
          <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="1.6" height="4" class="hatch" />
          </pattern>
        </defs>
      </svg>
      <Headline report={report} theme={address.theme} onTheme={(theme) => move({ theme })} />
      <main>
        {findings.map(view)}
        <Upgrade report={report} />
        <Matrix report={report} />
        <Coverage report={report} />
        {exemplars.length > 0 && (
          <section id="exemplars" aria-labelledby="exemplars-title">
            <h2 id="exemplars-title">Runs that held</h2>
            <p class="lead">
              One for each scenario: what an ordinary run looks like, and how far its values stay from their bounds.
            </p>
            {exemplars.map((each) => (
              <Exemplar key={each.index} name={each.exhibit.scenario} isAddressed={address.exhibit === each.index}>
                {() => view(each)}
              </Exemplar>
            ))}
          </section>
        )}
        <Runs report={report} />
        <Legend />
      </main>
    </>
  );
}

/** A run that held, drawn only once it is opened: a report has one for each scenario. */
function Exemplar({
  name,
  isAddressed,
  children: view,
}: {
  readonly name: string;
  readonly isAddressed: boolean;
  readonly children: () => JSX.Element;
}): JSX.Element {
  const [isOpen, setOpen] = useState(isAddressed);
  const prints = usePrinting();
  const details = useRef<HTMLDetailsElement>(null);
  useLayoutEffect(() => {
    // On paper nothing can be opened, and the content has only just been rendered.
    if (prints) for (const inner of details.current?.querySelectorAll('details') ?? []) inner.open = true;
  }, [prints]);
  return (
    <details
      ref={details}
      class="exemplar"
      open={isOpen || isAddressed || prints}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <span class="sign held">✓ held</span> {visible(name)}
      </summary>
      {(isOpen || isAddressed || prints) && view()}
    </details>
  );
}
