/** The open modals: shows the top one, with the way back to those below. */
import { type RefObject, use, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { View } from '../slack/format/wire.ts';
import { Blocks } from './block-kit/blocks.tsx';
import { type Surface, SurfaceContext, useNewSurface, words } from './block-kit/surface.ts';
import { Text } from './block-kit/text.tsx';
import { BotFace, Icon } from './icons.tsx';
import { LiveContext } from './live-context.ts';

/** Once the last modal has closed, the focus is back where it was, or in the conversation if that is gone. */
const useReturnedFocus = (isOpen: boolean) => {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    return () => {
      const isThere = before instanceof HTMLElement && before !== document.body && before.checkVisibility();
      const elsewhere = () =>
        document.querySelector<HTMLElement>('#composer') ?? document.querySelector('main');
      (isThere ? before : elsewhere())?.focus();
    };
  }, [isOpen]);
};

export const Modals = ({ views }: { views: readonly View[] }) => {
  useReturnedFocus(views.length > 0);
  // Those below keep what was typed, but are not shown.
  return views.map((view, index) => (
    <Modal key={view.id} view={view} isTop={index === views.length - 1} isPushed={index > 0} />
  ));
};

/** If a modal asks for an application credential, offers the playground's own, which no real Slack would do. */
const Credential = ({ view, surface }: { view: View; surface: Surface }) => {
  const { snapshot } = use(LiveContext);
  const credential = snapshot?.cloud.credential;
  const inputs = view.blocks.flatMap((block) => {
    const [, part] = /^application credential (id|secret)$/i.exec(block.label?.text ?? '') ?? [];
    return part && block.element
      ? [{ block, element: block.element, isId: part.toLowerCase() === 'id' }]
      : [];
  });
  if (!credential || inputs.length === 0) return null;
  const fill = () => {
    for (const { block, element, isId } of inputs) {
      surface.set(block, element, isId ? credential.id : credential.secret);
      document.querySelector(`[data-block="${CSS.escape(block.block_id)}"]`)?.scrollIntoView();
    }
  };
  return (
    <p className="modal-aside">
      This cloud and its credentials exist only in the playground.{' '}
      <button type="button" className="link" onClick={fill}>
        Fill in a credential
      </button>
    </p>
  );
};

const field = ':is(input, textarea, button)';
/** The field that the bot wants first, or the first one. */
const firstField = (dialog: HTMLElement) =>
  dialog.querySelector<HTMLElement>(`[data-focus] ${field}`) ??
  dialog.querySelector<HTMLElement>(`.modal-body ${field}`) ??
  dialog.querySelector<HTMLElement>('.modal-foot button');

type Errors = Readonly<Record<string, string>>;

/** Shows the top modal with the focus on its first field, or on the first error. */
const useFocus = (
  dialog: RefObject<HTMLDialogElement | null>,
  { isTop, hash, errors }: { isTop: boolean; hash: string; errors: Errors },
) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: an update may remove the focused element
  useEffect(() => {
    const { current } = dialog;
    if (!current) return;
    if (!isTop) return current.close();
    const isThere = current.open && current.contains(document.activeElement);
    if (!current.open) current.showModal();
    if (!isThere || document.activeElement === current) firstField(current)?.focus();
  }, [isTop, hash]);
  useEffect(() => {
    if (Object.keys(errors).length > 0)
      dialog.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [dialog, errors]);
};

/** The values typed into the view, and their submission. */
const useSubmit = (view: View) => {
  const { act } = use(LiveContext);
  const [errors, setErrors] = useState<Errors>({});
  const [isSending, setSending] = useState(false);
  const place = useMemo(() => ({ view: view.id }), [view.id]);
  const surface = useNewSurface(place, view.state.values, errors);
  const submit = async () => {
    if (isSending || !view.submit) return;
    setSending(true);
    const outcome = await act({ do: 'submit', view: view.id, values: surface.typed() ?? {} });
    setSending(false);
    setErrors(outcome.errors ?? {});
    surface.report(
      outcome.error
        ? { error: outcome.error in words ? outcome.error : 'the bot’s answer was not understood' }
        : {},
    );
  };
  return { surface, errors, isSending, submit };
};

const Modal = ({ view, isTop, isPushed }: { view: View; isTop: boolean; isPushed: boolean }) => {
  const { act } = use(LiveContext);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { surface, errors, isSending, submit } = useSubmit(view);
  useFocus(dialog, { isTop, hash: view.hash, errors });
  const close = (all: boolean) => void act({ do: 'close', all });

  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby={id}
      onCancel={(event) => {
        // The bot may have to be told; then this Slack removes the view.
        event.preventDefault();
        close(false);
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <ModalHead id={id} view={view} isPushed={isPushed} close={close} />
        {/* one to read may have nothing else that takes the focus, and scrolls */}
        <section className="modal-body" aria-label="Content" tabIndex={view.submit ? undefined : 0}>
          <SurfaceContext value={surface}>
            <Blocks blocks={view.blocks} />
          </SurfaceContext>
        </section>
        <Credential view={view} surface={surface} />
        <ModalFoot view={view} isSending={isSending} close={close} />
      </form>
    </dialog>
  );
};

interface ModalPartProps {
  readonly view: View;
  /** Closes the top one, or all of them. */
  readonly close: (all: boolean) => void;
}

const ModalHead = ({ id, view, isPushed, close }: ModalPartProps & { id: string; isPushed: boolean }) => (
  <header className="modal-head">
    {isPushed ? (
      <button type="button" className="icon-button" aria-label="Back" onClick={() => close(false)}>
        <Icon name="back" />
      </button>
    ) : (
      <BotFace />
    )}
    <h2 id={id}>
      <Text of={view.title} />
    </h2>
    <button type="button" className="icon-button" aria-label="Close the modal" onClick={() => close(true)}>
      <Icon name="close" />
    </button>
  </header>
);

const ModalFoot = ({ view, isSending, close }: ModalPartProps & { isSending: boolean }) => (
  <footer className="modal-foot">
    <button type="button" className="button" onClick={() => close(false)}>
      {view.close ? <Text of={view.close} /> : 'Close'}
    </button>
    {view.submit && (
      <button type="submit" className="button button-primary" aria-busy={isSending}>
        <Text of={view.submit} />
      </button>
    )}
  </footer>
);
