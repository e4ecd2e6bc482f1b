import { parentPort, workerData } from 'node:worker_threads';
import { tasksOf } from './tasks.mjs';

const tasks = await tasksOf(workerData.folder);
parentPort.on('message', ({ name, terms }) => {
  try {
    parentPort.postMessage({ result: tasks[name](terms) });
  } catch (error) {
    parentPort.postMessage({ error: error.stack });
  }
});
