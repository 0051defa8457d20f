// Starts Flex, and records for the tests whether it booted, and every notification that it showed.
(function () {
  const seen = { booted: false, bootError: null, notifications: [], events: [] };
  window.desktopTest = seen;

  // The part that can leave the page: Flex's own notifications hold tasks and other objects that refer to themselves.
  function plain(value) {
    try {
      return JSON.parse(JSON.stringify(value ?? null));
    } catch {
      return null;
    }
  }

  Twilio.Flex.Notifications.addListener('notificationAdded', ({ id, context }) => {
    seen.notifications.push({ id, context: plain(context) });
  });
  watchEvents();
  Twilio.Flex.runDefault(window.appConfig, '#container').then(
    () => {
      seen.booted = true;
    },
    (error) => {
      seen.bootError = String((error && error.stack) || error);
    },
  );

  // Manager exists only once runDefault made it; plugins are fetched after that.
  function watchEvents() {
    const timer = setInterval(() => {
      let manager;
      try {
        manager = Twilio.Flex.Manager.getInstance();
      } catch {
        return;
      }
      if (!manager || !manager.events) return;
      clearInterval(timer);
      [
        'pluginsInitialized',
        'pluginsLoaded',
        'taskReceived',
        'taskAccepted',
        'taskWrapup',
        'taskCompleted',
        'taskCanceled',
        'notesSubmitted',
      ].forEach((name) =>
        manager.events.addListener(name, (payload) => {
          const { sid, summary, dispositionCode } = payload || {};
          seen.events.push({ name, sid, summary, dispositionCode: plain(dispositionCode) });
        }),
      );
    }, 20);
  }
})();
