// A button for each command, and the log.
const log = document.getElementById('log');

async function show() {
  const commands = await (await fetch('api/commands')).json();
  for (const { name, label } of commands) {
    const button = document.createElement('button');
    button.textContent = label;
    button.onclick = () => fetch(`api/commands/${name}`, { method: 'POST', body: '{}' });
    document.getElementById('commands').append(button);
  }
}

new EventSource('api/events').addEventListener('log', ({ data }) => {
  log.textContent += data + '\n';
});
show();
