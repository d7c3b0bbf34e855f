import { count, plural } from './format.js';

/**
 * Why a transfer is where it is, in sentences, the gravest first; all that is known here and nothing that is not.
 *
 * @param swarm the last snapshot of its swarm, where there is one
 * @param peer `{trackerConnected}` of the peer whose transfer it is, where that is known
 */
export function reasons(transfer, swarm, peer) {
  const known = [...standing(transfer), ...company(transfer, swarm, peer), ...limits(transfer)];
  return known.length ? known : ['Nothing is known that holds it up.'];
}

function standing({ status, error, piecesChecked, pieces, connections }) {
  switch (status) {
    case 'FAILED':
      return [error ?? 'It failed; the log says why.'];
    case 'PAUSED':
      return ['It is paused: nothing is fetched or sent until it is resumed.'];
    case 'QUEUED':
      return ['It has not begun yet.'];
    case 'METADATA':
      return [
        connections
          ? `What the file is made of is not known yet: ${plural(connections, 'peer is', 'peers are')} asked.`
          : 'What the file is made of is not known yet, nor is a peer that could be asked.',
      ];
    case 'CHECKING':
      return [`What is on the disk is hashed: ${count(piecesChecked ?? 0)} of ${plural(pieces, 'piece')}.`];
    case 'REASSEMBLING':
      return ['All pieces are here and are being put in their places.'];
    case 'DOWNLOADED':
      return [connections ? 'It is complete, and sent to those who ask.' : 'It is complete. Nobody asks for it now.'];
    default:
      return [];
  }
}

function company({ status, connections, downRate }, swarm, peer) {
  const told = [];
  if (peer?.trackerConnected === false) {
    told.push('Its peer reaches no tracker: it goes on with those it knows, and hears of nobody new.');
  }
  if (status !== 'DOWNLOADING') return told;
  if (swarm && unheld(swarm) > 0) {
    told.push(`Nobody in the swarm has ${share(unheld(swarm))} of its pieces: it ends when somebody brings them.`);
  }
  if (connections === 0) {
    told.push(swarm && swarm.peersTotal <= 1 ? 'Nobody else takes part in its swarm.' : 'No peer is connected.');
  } else if (downRate === 0) {
    told.push(`${plural(connections, 'peer is', 'peers are')} connected, and nothing arrives.`);
  }
  return told;
}

function limits({ limits }) {
  const told = [];
  if (limits?.downKiBps) told.push(`It fetches at most ${count(limits.downKiBps)} KiB/s, as was asked.`);
  if (limits?.upKiBps) told.push(`It sends at most ${count(limits.upKiBps)} KiB/s, as was asked.`);
  return told;
}

/** The part of the pieces that no peer of the swarm has; where the tracker tells of runs of pieces, at least that. */
function unheld({ availability = [] }) {
  if (!availability.length) return 0;
  return availability.reduce((sum, copies) => sum + Math.max(0, 1 - copies), 0) / availability.length;
}

function share(part) {
  return part < 0.01 ? 'less than 1 %' : `${Math.round(part * 100)} %`;
}
