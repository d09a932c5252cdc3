/** The question before a button does something that cannot be undone. */
import { useEffect, useId, useRef } from 'react';
import { Text } from './text.tsx';

interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

export interface ConfirmTexts {
  readonly title: TextObject;
  readonly text: TextObject;
  readonly confirm: TextObject;
  readonly deny: TextObject;
  readonly style?: 'primary' | 'danger';
}

export const Confirm = ({ texts, answer }: { texts: ConfirmTexts; answer: (yes: boolean) => void }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const end = (yes: boolean) => {
    dialog.current?.close();
    answer(yes);
  };
  return (
    <dialog ref={dialog} className="modal confirm" aria-labelledby={id} onCancel={() => answer(false)}>
      <header className="modal-head">
        <h2 id={id}>
          <Text of={texts.title} />
        </h2>
      </header>
      <div className="modal-body">
        <Text of={texts.text} />
      </div>
      <footer className="modal-foot">
        <button type="button" className="button" onClick={() => end(false)}>
          <Text of={texts.deny} />
        </button>
        <button
          type="button"
          className={`button button-${texts.style ?? 'primary'}`}
          onClick={() => end(true)}
        >
          <Text of={texts.confirm} />
        </button>
      </footer>
    </dialog>
  );
};
