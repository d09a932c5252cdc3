/** The page begins here. */
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './styles/ground.css';
import './styles/shell.css';
import './styles/conversation.css';
import './styles/block-kit.css';
import './styles/modal.css';
import './styles/panes.css';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
