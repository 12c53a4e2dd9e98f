// German words for the restrictions; part of settings-german, which checks that none is missing.

export const GERMAN_RESTRICTIONS = {
  allowAppInstallation: {
    label: "Installieren von Apps erlauben",
    help: "Wenn nicht, verschwindet der App Store vom Home-Bildschirm.",
  },
  allowCamera: {
    label: "Kamera erlauben",
    help: "Wenn nicht, ist die Kamera aus und ihr Symbol verschwindet.",
  },
  allowExplicitContent: {
    label: "Anstößige Musik und Videos erlauben",
    help: "Wenn nicht, werden als anstößig gekennzeichnete Inhalte des iTunes Store ausgeblendet.",
  },
  allowSafari: {
    label: "Safari erlauben",
    help: "Wenn nicht, ist Safari aus und sein Symbol verschwindet.",
  },
  allowYouTube: {
    label: "YouTube erlauben",
    help: "Wenn nicht, ist die YouTube-App jener Zeit aus und ihr Symbol verschwindet.",
  },
  allowiTunes: {
    label: "iTunes Store erlauben",
    help: "Wenn nicht, ist der iTunes Store aus und sein Symbol verschwindet.",
  },
  allowScreenShot: {
    label: "Bildschirmfotos erlauben",
    help: "Wenn nicht, lässt sich der Bildschirm nicht als Bild sichern.",
  },
  allowVideoConferencing: {
    label: "FaceTime erlauben",
    help: "Wenn nicht, ist FaceTime aus.",
  },
  allowVoiceDialing: {
    label: "Sprachwahl erlauben",
    help: "Wenn nicht, nimmt ein gesperrtes Gerät keine gesprochenen Nummern an.",
  },
  allowInAppPurchases: {
    label: "In-App-Käufe erlauben",
    help: "Wenn nicht, können Apps nichts verkaufen.",
  },
  allowGlobalBackgroundFetchWhenRoaming: {
    label: "Automatischen Abgleich beim Roaming erlauben",
    help: "Wenn nicht, gleichen sich Accounts im Ausland nur ab, wenn sie benutzt werden.",
  },
  forceEncryptedBackup: {
    label: "Verschlüsselte Backups erzwingen",
    help: "Backups auf einem Computer sind immer verschlüsselt.",
  },
  ratingRegion: {
    label: "Region der Altersfreigaben",
    help: "Wessen Altersfreigaben die Grenzen meinen.",
    choices: {
      us: "USA",
      au: "Australien",
      ca: "Kanada",
      de: "Deutschland",
      fr: "Frankreich",
      ie: "Irland",
      jp: "Japan",
      nz: "Neuseeland",
      gb: "Vereinigtes Königreich",
    },
  },
  ratingApps: {
    label: "Höchste Altersfreigabe für Apps",
    help: "1000 erlaubt alle Apps, 0 keine; dazwischen die Zahl der Freigabe.",
  },
  ratingMovies: {
    label: "Höchste Altersfreigabe für Filme",
    help: "1000 erlaubt alle Filme, 0 keine; dazwischen die Zahl der Freigabe.",
  },
  ratingTVShows: {
    label: "Höchste Altersfreigabe für Fernsehsendungen",
    help: "1000 erlaubt alle Sendungen, 0 keine; dazwischen die Zahl der Freigabe.",
  },
  safariAcceptCookies: {
    label: "Cookies in Safari",
    help: "Von wem Safari Cookies annimmt.",
    choices: {
      "0": "nie",
      "1": "von der Website selbst",
      "1.5": "von besuchten Websites",
      "2": "immer",
    },
  },
  safariAllowAutoFill: {
    label: "Automatisches Ausfüllen in Safari erlauben",
    help: "Wenn nicht, merkt sich Safari nichts, was in Formulare getippt wird.",
  },
  safariAllowJavaScript: {
    label: "JavaScript in Safari erlauben",
    help: "Wenn nicht, führen Seiten keine Skripte aus.",
  },
  safariAllowPopups: {
    label: "Pop-ups in Safari erlauben",
    help: "Wenn nicht, öffnen Seiten keine Fenster von selbst.",
  },
  safariForceFraudWarning: {
    label: "Betrugswarnung in Safari erzwingen",
    help: "Safari warnt immer vor bekannten betrügerischen Websites.",
  },
  allowMultiplayerGaming: {
    label: "Mehrspieler-Spiele erlauben",
    help: "Wenn nicht, finden Spiele keine Mitspieler.",
  },
  allowAddingGameCenterFriends: {
    label: "Hinzufügen von Game-Center-Freunden erlauben",
    help: "Wenn nicht, bleiben die Freunde des Benutzers im Game Center, wie sie sind.",
  },
  allowAppRemoval: {
    label: "Entfernen von Apps erlauben",
    help: "Wenn nicht, lassen sich Apps nicht löschen.",
  },
  allowAssistant: {
    label: "Siri erlauben",
    help: "Wenn nicht, ist Siri aus.",
  },
  allowCloudBackup: {
    label: "iCloud-Backup erlauben",
    help: "Wenn nicht, wird das Gerät nicht in iCloud gesichert.",
  },
  allowCloudDocumentSync: {
    label: "Dokumente in iCloud erlauben",
    help: "Wenn nicht, werden Dokumente und Werte von Apps nicht in iCloud aufbewahrt.",
  },
  allowPhotoStream: {
    label: "Fotostream erlauben",
    help: "Wenn nicht, ist der Fotostream aus.",
  },
  allowUntrustedTLSPrompt: {
    label: "Annehmen nicht vertrauenswürdiger Zertifikate erlauben",
    help: "Wenn nicht, werden nicht vertrauenswürdige https-Server ohne Rückfrage abgelehnt.",
  },
  allowDiagnosticSubmission: {
    label: "Senden von Diagnosedaten an Apple erlauben",
    help: "Wenn nicht, sendet das Gerät keine Diagnoseberichte.",
  },
  allowAssistantWhileLocked: {
    label: "Siri im Sperrzustand erlauben",
    help: "Wenn nicht, hört Siri nur auf einem entsperrten Gerät zu.",
  },
  allowPassbookWhileLocked: {
    label: "Wallet-Mitteilungen im Sperrzustand erlauben",
    help: "Wenn nicht, zeigt der Sperrbildschirm keine Karten und Tickets.",
  },
  allowSharedStream: {
    label: "Geteilte Alben erlauben",
    help: "Wenn nicht, werden keine Fotostreams oder Alben über iCloud geteilt.",
  },
  allowBookstoreErotica: {
    label: "Erotika aus Apple Books erlauben",
    help: "Wenn nicht, können als Erotika gekennzeichnete Bücher nicht geladen werden.",
  },
  forceITunesStorePasswordEntry: {
    label: "Passwort bei jedem Kauf verlangen",
    help: "Jeder Kauf in den Stores von Apple verlangt das Passwort des Accounts.",
  },
  allowFingerprintForUnlock: {
    label: "Touch ID und Face ID erlauben",
    help: "Wenn nicht, entsperrt nur der Code das Gerät.",
  },
  allowLockScreenControlCenter: {
    label: "Kontrollzentrum im Sperrbildschirm erlauben",
    help: "Wenn nicht, öffnet sich das Kontrollzentrum nur auf einem entsperrten Gerät.",
  },
  allowLockScreenNotificationsView: {
    label: "Frühere Mitteilungen im Sperrbildschirm erlauben",
    help: "Wenn nicht, zeigt der Sperrbildschirm Mitteilungen nur, während sie eintreffen.",
  },
  allowLockScreenTodayView: {
    label: "Heute-Ansicht im Sperrbildschirm erlauben",
    help: "Wenn nicht, bleibt die Heute-Ansicht bis zum Entsperren verborgen.",
  },
  allowOpenFromManagedToUnmanaged: {
    label: "Dokumente verwalteter Apps in anderen Apps erlauben",
    help: "Wenn nicht, öffnen sich Dokumente verwalteter Apps und Accounts nur in verwalteten.",
  },
  allowOpenFromUnmanagedToManaged: {
    label: "Dokumente anderer Apps in verwalteten Apps erlauben",
    help: "Wenn nicht, öffnen sich Dokumente nicht verwalteter Apps und Accounts nur in nicht verwalteten.",
  },
  allowCloudKeychainSync: {
    label: "iCloud-Schlüsselbund erlauben",
    help: "Wenn nicht, werden keine Passwörter in iCloud aufbewahrt.",
  },
  allowOTAPKIUpdates: {
    label: "Aktualisierung vertrauenswürdiger Zertifikate erlauben",
    help: "Wenn nicht, ändert sich die Liste der vertrauenswürdigen Stammzertifikate nur mit dem System.",
  },
  forceLimitAdTracking: {
    label: "Ad-Tracking beschränken",
    help: "Apps können den Benutzer nicht für Werbung verfolgen.",
  },
  forceAirPlayOutgoingRequestsPairingPassword: {
    label: "Kopplungspasswort für AirPlay verlangen",
    help: "Ein Gerät, an das gesendet wird, muss einmal nach einem Passwort fragen.",
  },
  allowActivityContinuation: {
    label: "Handoff erlauben",
    help: "Wenn nicht, lässt sich Arbeit nicht auf einem anderen Gerät fortsetzen.",
  },
  allowManagedAppsCloudSync: {
    label: "iCloud für verwaltete Apps erlauben",
    help: "Wenn nicht, bewahren verwaltete Apps nichts in iCloud auf.",
  },
  allowSpotlightInternetResults: {
    label: "Internetergebnisse in Spotlight erlauben",
    help: "Wenn nicht, fragt die Suche auf dem Gerät nicht im Internet nach.",
  },
  forceWatchWristDetection: {
    label: "Handgelenkerkennung der Apple Watch erzwingen",
    help: "Eine gekoppelte Uhr sperrt sich, sobald sie abgelegt wird.",
  },
  allowCloudPhotoLibrary: {
    label: "iCloud-Fotos erlauben",
    help: "Wenn nicht, werden Fotos nicht in iCloud aufbewahrt; nicht vollständig geladene verschwinden vom Gerät.",
  },
  allowEnterpriseAppTrust: {
    label: "Vertrauen in Firmen-Apps erlauben",
    help: "Wenn nicht, können Benutzer Entwicklern von Apps, die nicht aus dem App Store stammen, nicht vertrauen.",
  },
  forceAirDropUnmanaged: {
    label: "AirDrop als nicht verwaltet behandeln",
    help: "Dokumente, die in verwalteten Apps bleiben müssen, können nicht über AirDrop hinaus.",
  },
  allowApplePersonalizedAdvertising: {
    label: "Personalisierte Werbung von Apple erlauben",
    help: "Wenn nicht, passt Apple eigene Werbung nicht an den Benutzer an.",
  },
  allowAutoUnlock: {
    label: "Entsperren durch Apple Watch erlauben",
    help: "Wenn nicht, entsperrt eine gekoppelte Uhr das Gerät nicht.",
  },
  forceOnDeviceOnlyDictation: {
    label: "Diktat auf dem Gerät behalten",
    help: "Diktiertes wird nicht an die Server von Siri gesendet.",
  },
  forceOnDeviceOnlyTranslation: {
    label: "Übersetzung auf dem Gerät behalten",
    help: "Übersetztes wird nicht an die Server von Siri gesendet.",
  },
  requireManagedPasteboard: {
    label: "Kopieren und Einsetzen folgt den Regeln für Dokumente",
    help: "Was in einer anderen App nicht geöffnet werden darf, darf dort auch nicht eingesetzt werden.",
  },
} as const;
