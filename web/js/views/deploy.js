import { html, nothing } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import * as api from '../api.js';
import { focused } from '../focused.js';

/** What can be deployed: what it is called, what is asked for, and what else one may write as JSON, with an example of that. */
const FORMS = {
  peers: { title: 'Deploy a peer', fields: peerFields, more: 'as in “peers” of a configuration', example: '{ "get": ["big.iso"] }' },
  tracker: { title: 'Deploy a tracker', fields: trackerFields, more: 'as in “tracker” of a configuration', example: '{ "open": true }' },
  verticles: { title: 'Deploy a verticle', fields: verticleFields, more: 'config, instances, threadingModel', example: '{ "config": { "address": "acme.changes" } }' },
};

/** The forms that start something on a node: one is open at a time. */
export class DeployForm {
  #actions;
  #changed;
  #deployed;
  #open = null;
  #closed = null;

  /** @param deployed called when something runs that did not before */
  constructor(actions, changed, deployed) {
    this.#actions = actions;
    this.#changed = changed;
    this.#deployed = deployed;
  }

  #isOpen(node, what) {
    return this.#open?.node === node && this.#open.what === what;
  }

  /** Opens and closes the form. @param what a key of FORMS */
  openingView(node, what) {
    const { title } = FORMS[what];
    const isOpen = this.#isOpen(node, what);
    const isClosed = this.#closed?.node === node && this.#closed.what === what;
    return html`
      <button class="plain" aria-expanded=${isOpen} aria-label=${`${title} on ${node}`} ${isClosed ? focused() : nothing}
        @click=${() => (isOpen ? this.#close() : this.#show({ node, what }))}>${title}</button>
    `;
  }

  #show(what) {
    this.#open = what;
    this.#closed = null;
    this.#changed();
  }

  #close() {
    this.#closed = this.#open;
    this.#open = null;
    this.#changed();
  }

  /** What is open for this node. */
  view(node) {
    return this.#open?.node === node ? keyed(this.#open, this.#formView(this.#open)) : nothing;
  }

  #formView({ node, what }) {
    const { title, fields, more, example } = FORMS[what];
    const key = `deploy ${node}`;
    const isBusy = this.#actions.isBusy(key);
    return html`
      <form class="deploy" aria-label=${`${title} on ${node}`} @submit=${(event) => this.#submit(event, node, what)}
        @keydown=${({ key: pressed }) => pressed === 'Escape' && this.#close()}>
        ${fields()}
        <details>
          <summary>More options</summary>
          <label>JSON: ${more}
            <textarea name="more" rows="4" spellcheck="false" placeholder=${example}></textarea>
          </label>
        </details>
        <div class="deploy-foot">
          <button ?disabled=${isBusy}>${isBusy ? 'Starting…' : title}</button>
          <button type="button" class="plain" @click=${() => this.#close()}>Close</button>
        </div>
        ${this.#actions.messageView(key)}
      </form>
    `;
  }

  async #submit(event, node, what) {
    event.preventDefault();
    const data = new FormData(event.target);
    const isDone = await this.#actions.run(`deploy ${node}`, async () => {
      await api.deploy(node, what, what === 'verticles' ? verticle(data) : options(data));
      await this.#deployed();
    });
    if (isDone) this.#close();
  }
}

/** The fields that were filled in, and above them what was written as JSON. */
function options(data) {
  return { ...filled(data), ...parsed(data.get('more')) };
}

/** What Vert.x is told of a verticle stands below its name. */
function verticle(data) {
  return { ...filled(data), options: parsed(data.get('more')) };
}

function filled(data) {
  const fields = [...data].filter(([key, value]) => key !== 'more' && value !== '');
  return Object.fromEntries(fields.map(([key, value]) => [key, NUMBERS.has(key) ? Number(value) : value]));
}

const NUMBERS = new Set(['port', 'httpPort', 'maxUploadKiBps', 'maxDownloadKiBps']);

function parsed(text) {
  try {
    return text.trim() ? JSON.parse(text) : {};
  } catch (failure) {
    throw new Error(`More options: not JSON (${failure.message})`);
  }
}

function peerFields() {
  return html`
    <label>Id
      <input name="id" required maxlength="128" pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" autocomplete="off" spellcheck="false"
        title="letters, digits, dots, underscores and hyphens" ${focused()} />
    </label>
    <label>Port <input name="port" type="number" min="0" max="65535" value="0" required aria-describedby="any-port" /></label>
    <p id="any-port" class="quiet deploy-note">0 is any free port. The id is the peer's own in the whole cluster.</p>
    <label class="wide">Directory for files
      <input name="downloadDir" autocomplete="off" spellcheck="false" placeholder="downloads, below the peer's own directory" />
    </label>
    <label class="wide">Storage
      <select name="storage">
        <option value="append">append: rearranged at the end</option>
        <option value="direct">direct: for very large files</option>
      </select>
    </label>
    <label>Upload limit, KiB/s <input name="maxUploadKiBps" type="number" min="0" placeholder="none" /></label>
    <label>Download limit, KiB/s <input name="maxDownloadKiBps" type="number" min="0" placeholder="none" /></label>
  `;
}

function trackerFields() {
  return html`
    <label>Port <input name="port" type="number" min="0" max="65535" value="7070" required ${focused()} /></label>
    <label>HTTP port <input name="httpPort" type="number" min="0" max="65535" value="6969" required /></label>
    <p class="quiet deploy-note">It stands by, and takes over when it is the oldest of the cluster. 0 is any free port.</p>
  `;
}

function verticleFields() {
  return html`
    <label class="wide">Class
      <input name="verticle" required maxlength="1024" autocomplete="off" spellcheck="false" placeholder="com.acme.Indexer" ${focused()} />
    </label>
    <label class="wide">Id
      <input name="id" maxlength="128" pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" autocomplete="off" spellcheck="false"
        title="letters, digits, dots, underscores and hyphens" placeholder="as its class" />
    </label>
    <p class="quiet deploy-note">It is on the node's class path, in a package that <code>cluster.deployPackages</code> lists there.</p>
  `;
}
