// The customer's side of calls: an RTCPeerConnection for each call, which sends a tone.
const calls = new Map();

function tone(audio) {
  const oscillator = audio.createOscillator();
  const output = audio.createMediaStreamDestination();
  oscillator.connect(output);
  oscillator.start();
  return output.stream;
}

function gathered(connection) {
  return new Promise((resolve) => {
    const done = () => connection.iceGatheringState === 'complete' && resolve();
    connection.addEventListener('icegatheringstatechange', done);
    setTimeout(resolve, 3000); // an interface that never finishes must not hold up the call
    done();
  });
}

window.farEnd = {
  async offer(call) {
    const connection = new RTCPeerConnection();
    const audio = new AudioContext();
    calls.set(call, { connection, audio });
    const stream = tone(audio);
    stream.getTracks().forEach((track) => connection.addTrack(track, stream));
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
    return connection.localDescription.sdp;
  },
  accept: (call, sdp) => calls.get(call).connection.setRemoteDescription({ type: 'answer', sdp }),

  // Whether media flows: waits for the connection to be made or to fail.
  connected(call) {
    const { connection } = calls.get(call);
    return new Promise((resolve) => {
      const look = () => {
        if (connection.connectionState === 'connected') resolve(true);
        if (['failed', 'closed'].includes(connection.connectionState)) resolve(false);
      };
      connection.addEventListener('connectionstatechange', look);
      look();
    });
  },

  hangUp(call) {
    const { connection, audio } = calls.get(call) ?? {};
    calls.delete(call);
    connection?.close();
    audio?.close(); // otherwise the tone continues
  },
};
