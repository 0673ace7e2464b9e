<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
 <context>
  <name>AboutDialog</name>
  <message>
   <source>About Motia Desktop</source>
   <translation>Über Motia Desktop</translation>
  </message>
  <message>
   <source>Deploy Motia projects and watch it happen.</source>
   <translation>Motia-Projekte bereitstellen und dabei zusehen.</translation>
  </message>
  <message>
   <source>Versions</source>
   <translation>Versionen</translation>
  </message>
  <message>
   <source>Licences</source>
   <translation>Lizenzen</translation>
  </message>
  <message>
   <source>Copy versions</source>
   <translation>Versionen kopieren</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <source>Motia Desktop and motiad: MIT</source>
   <translation>Motia Desktop und motiad: MIT</translation>
  </message>
  <message>
   <source>see its own page</source>
   <translation>siehe eigene Seite</translation>
  </message>
 </context>
 <context>
  <name>Actions</name>
  <message>
   <source>New deployment…</source>
   <translation>Neues Deployment…</translation>
  </message>
  <message>
   <source>Deploy the sample project</source>
   <translation>Beispielprojekt bereitstellen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Cancel this deployment</source>
   <translation>Dieses Deployment abbrechen</translation>
  </message>
  <message>
   <source>Retry</source>
   <translation>Wiederholen</translation>
  </message>
  <message>
   <source>Try again with what is built and uploaded</source>
   <translation>Noch einmal versuchen mit dem, was gebaut und hochgeladen ist</translation>
  </message>
  <message>
   <source>Deploy again…</source>
   <translation>Erneut bereitstellen…</translation>
  </message>
  <message>
   <source>Make a new deployment of the same project</source>
   <translation>Ein neues Deployment desselben Projekts anlegen</translation>
  </message>
  <message>
   <source>Copy deployment ID</source>
   <translation>Deployment-ID kopieren</translation>
  </message>
  <message>
   <source>Open Motia Cloud</source>
   <translation>Motia Cloud öffnen</translation>
  </message>
  <message>
   <source>Open Motia Cloud in the browser</source>
   <translation>Motia Cloud im Browser öffnen</translation>
  </message>
  <message>
   <source>Start the daemon again</source>
   <translation>Den Dienst wieder starten</translation>
  </message>
  <message>
   <source>All deployments</source>
   <translation>Alle Deployments</translation>
  </message>
  <message>
   <source>Search, compare and see trends of all deployments</source>
   <translation>Alle Deployments durchsuchen, vergleichen und ihren Verlauf sehen</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <source>Restart motiad</source>
   <translation>motiad neu starten</translation>
  </message>
  <message>
   <source>Connect to Motia Cloud…</source>
   <translation>Mit Motia Cloud verbinden…</translation>
  </message>
  <message>
   <source>Settings…</source>
   <translation>Einstellungen…</translation>
  </message>
  <message>
   <source>Open the logs</source>
   <translation>Protokolle öffnen</translation>
  </message>
  <message>
   <source>Support bundle…</source>
   <translation>Support-Paket…</translation>
  </message>
  <message>
   <source>Command palette…</source>
   <translation>Befehlspalette…</translation>
  </message>
  <message>
   <source>Keyboard shortcuts</source>
   <translation>Tastenkürzel</translation>
  </message>
  <message>
   <source>About Motia Desktop</source>
   <translation>Über Motia Desktop</translation>
  </message>
  <message>
   <source>As the system</source>
   <translation>Wie das System</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>Hell</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>Dunkel</translation>
  </message>
 </context>
 <context>
  <name>Banner</name>
  <message>
   <source>Dismiss</source>
   <translation>Ausblenden</translation>
  </message>
 </context>
 <context>
  <name>CheckModel</name>
  <message>
   <source>{name} is the cloud's own variable</source>
   <translation>{name} ist eine eigene Variable der Cloud</translation>
  </message>
  <message>
   <source>Rename it</source>
   <translation>Umbenennen</translation>
  </message>
  <message>
   <source>{name} is read but not given</source>
   <translation>{name} wird gelesen, aber nicht mitgegeben</translation>
  </message>
 </context>
 <context>
  <name>CheckPanel</name>
  <message>
   <source>What would be deployed</source>
   <translation>Was bereitgestellt würde</translation>
  </message>
  <message>
   <source>Findings</source>
   <translation>Befunde</translation>
  </message>
  <message>
   <source>Check again</source>
   <translation>Noch einmal prüfen</translation>
  </message>
  <message>
   <source>Add the missing variables</source>
   <translation>Fehlende Variablen hinzufügen</translation>
  </message>
  <message>
   <source>Nothing to look at yet</source>
   <translation>Noch nichts zu sehen</translation>
  </message>
  <message>
   <source>Choose a folder: it is checked here, on this machine, before anything is uploaded.</source>
   <translation>Wählen Sie einen Ordner: Er wird hier auf diesem Rechner geprüft, bevor etwas hochgeladen wird.</translation>
  </message>
  <message>
   <source>Looking at the project…</source>
   <translation>Das Projekt wird angesehen…</translation>
  </message>
  <message numerus="yes">
   <source>%n things to mend first</source>
   <translation>
    <numerusform>Ein Punkt ist vorher zu beheben</numerusform>
    <numerusform>%n Punkte sind vorher zu beheben</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n steps</source>
   <translation>
    <numerusform>%n Schritt</numerusform>
    <numerusform>%n Schritte</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n streams</source>
   <translation>
    <numerusform>%n Stream</numerusform>
    <numerusform>%n Streams</numerusform>
   </translation>
  </message>
  <message>
   <source>The project is large: not everything was read in time</source>
   <translation>Das Projekt ist groß: Nicht alles wurde rechtzeitig gelesen</translation>
  </message>
  <message>
   <source>Ready, with something to know</source>
   <translation>Bereit, mit einem Hinweis</translation>
  </message>
  <message>
   <source>Ready to be deployed</source>
   <translation>Bereit zum Bereitstellen</translation>
  </message>
  <message>
   <source>The project could not be checked</source>
   <translation>Das Projekt konnte nicht geprüft werden</translation>
  </message>
 </context>
 <context>
  <name>CommandFinder</name>
  <message>
   <source>Deployment</source>
   <translation>Deployment</translation>
  </message>
  <message>
   <source>Deploy {0}</source>
   <translation>{0} bereitstellen</translation>
  </message>
 </context>
 <context>
  <name>ComparedRowsModel</name>
  <message>
   <source>What</source>
   <translation>Was</translation>
  </message>
  <message>
   <source>Before</source>
   <translation>Vorher</translation>
  </message>
  <message>
   <source>After</source>
   <translation>Nachher</translation>
  </message>
  <message>
   <source>Change</source>
   <translation>Änderung</translation>
  </message>
 </context>
 <context>
  <name>Comparison</name>
  <message>
   <source>Deployment</source>
   <translation>Deployment</translation>
  </message>
  <message>
   <source>Time</source>
   <translation>Zeit</translation>
  </message>
  <message>
   <source>Steps and bundles</source>
   <translation>Schritte und Pakete</translation>
  </message>
  <message>
   <source>Environment variables (names)</source>
   <translation>Umgebungsvariablen (Namen)</translation>
  </message>
  <message>
   <source>Status</source>
   <translation>Status</translation>
  </message>
  <message>
   <source>Version</source>
   <translation>Version</translation>
  </message>
  <message>
   <source>Environment</source>
   <translation>Umgebung</translation>
  </message>
  <message>
   <source>Folder</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <source>Cloud</source>
   <translation>Cloud</translation>
  </message>
  <message>
   <source>Number of steps</source>
   <translation>Anzahl der Schritte</translation>
  </message>
  <message>
   <source>All bundles</source>
   <translation>Alle Pakete</translation>
  </message>
  <message>
   <source>Altogether</source>
   <translation>Insgesamt</translation>
  </message>
  <message>
   <source>added</source>
   <translation>neu</translation>
  </message>
  <message>
   <source>removed</source>
   <translation>entfernt</translation>
  </message>
  <message>
   <source>given</source>
   <translation>mitgegeben</translation>
  </message>
 </context>
 <context>
  <name>ComparisonDialog</name>
  <message>
   <source>Compare two deployments</source>
   <translation>Zwei Deployments vergleichen</translation>
  </message>
  <message>
   <source>Before: {what}</source>
   <translation>Vorher: {what}</translation>
  </message>
  <message>
   <source>After: {what}</source>
   <translation>Nachher: {what}</translation>
  </message>
  <message>
   <source>Differences</source>
   <translation>Unterschiede</translation>
  </message>
  <message>
   <source>There is no difference.</source>
   <translation>Es gibt keinen Unterschied.</translation>
  </message>
  <message>
   <source>Only what is different</source>
   <translation>Nur was verschieden ist</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
 </context>
 <context>
  <name>Counted</name>
  <message numerus="yes">
   <source>Motia: %n deployments are running, {0} %</source>
   <translation>
    <numerusform>Motia: %n Deployment läuft, {0} %</numerusform>
    <numerusform>Motia: %n Deployments laufen, {0} %</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n deployments go on without the window</source>
   <translation>
    <numerusform>%n Deployment läuft ohne das Fenster weiter</numerusform>
    <numerusform>%n Deployments laufen ohne das Fenster weiter</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n deployments have ended</source>
   <translation>
    <numerusform>%n Deployment ist zu Ende</numerusform>
    <numerusform>%n Deployments sind zu Ende</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n succeeded</source>
   <translation>
    <numerusform>%n gelungen</numerusform>
    <numerusform>%n gelungen</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n failed</source>
   <translation>
    <numerusform>%n gescheitert</numerusform>
    <numerusform>%n gescheitert</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>und %n weiteres</numerusform>
    <numerusform>und %n weitere</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>DeploymentEntry</name>
  <message>
   <source>Open</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>Show log</source>
   <translation>Protokoll zeigen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Retry</source>
   <translation>Wiederholen</translation>
  </message>
  <message>
   <source>Deploy again…</source>
   <translation>Erneut bereitstellen…</translation>
  </message>
 </context>
 <context>
  <name>Desktop</name>
  <message>
   <source>Getting the sample project ready…</source>
   <translation>Das Beispielprojekt wird vorbereitet…</translation>
  </message>
 </context>
 <context>
  <name>EnvironmentModel</name>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>Wert</translation>
  </message>
  <message>
   <source>Name of a new variable</source>
   <translation>Name einer neuen Variablen</translation>
  </message>
  <message>
   <source>Value of {0}</source>
   <translation>Wert von {0}</translation>
  </message>
  <message>
   <source>Value of a new variable</source>
   <translation>Wert einer neuen Variablen</translation>
  </message>
 </context>
 <context>
  <name>ErrorPanel</name>
  <message>
   <source>What went wrong</source>
   <translation>Was schiefging</translation>
  </message>
  <message numerus="yes">
   <source>and %n more, see the table below</source>
   <translation>
    <numerusform>und %n weiterer, siehe Tabelle unten</numerusform>
    <numerusform>und %n weitere, siehe Tabelle unten</numerusform>
   </translation>
  </message>
  <message>
   <source>The logs below may say more. Then deploy again.</source>
   <translation>Die Protokolle unten sagen vielleicht mehr. Stellen Sie dann erneut bereit.</translation>
  </message>
 </context>
 <context>
  <name>FindBar</name>
  <message>
   <source>Find in the log</source>
   <translation>Im Protokoll suchen</translation>
  </message>
  <message>
   <source>Match case</source>
   <translation>Groß- und Kleinschreibung beachten</translation>
  </message>
  <message>
   <source>Regular expression</source>
   <translation>Regulärer Ausdruck</translation>
  </message>
  <message>
   <source>Close the search</source>
   <translation>Suche schließen</translation>
  </message>
 </context>
 <context>
  <name>FlowPage</name>
  <message>
   <source>The flow appears as soon as the project has been read.</source>
   <translation>Der Ablauf erscheint, sobald das Projekt gelesen ist.</translation>
  </message>
  <message>
   <source>Which flow</source>
   <translation>Welcher Ablauf</translation>
  </message>
  <message>
   <source>Zoom out (−)</source>
   <translation>Verkleinern (−)</translation>
  </message>
  <message>
   <source>Zoom in (+)</source>
   <translation>Vergrößern (+)</translation>
  </message>
  <message>
   <source>Show all of it (0)</source>
   <translation>Alles zeigen (0)</translation>
  </message>
  <message>
   <source>All flows</source>
   <translation>Alle Abläufe</translation>
  </message>
  <message>
   <source>How these steps hang together is not known: the deployment is from before motiad kept it.</source>
   <translation>Wie diese Schritte zusammenhängen, ist nicht bekannt: Das Deployment ist aus der Zeit, bevor motiad das festhielt.</translation>
  </message>
  <message>
   <source>Click a step to see its row and its log, double click to open its source.</source>
   <translation>Klicken Sie einen Schritt an, um Zeile und Protokoll zu sehen; ein Doppelklick öffnet den Quelltext.</translation>
  </message>
 </context>
 <context>
  <name>FlowView</name>
  <message>
   <source>Flow of the steps</source>
   <translation>Ablauf der Schritte</translation>
  </message>
  <message>
   <source>Topic {name}</source>
   <translation>Thema {name}</translation>
  </message>
  <message>
   <source>Endpoint {name}</source>
   <translation>Endpunkt {name}</translation>
  </message>
  <message>
   <source>Schedule {name}</source>
   <translation>Zeitplan {name}</translation>
  </message>
  <message numerus="yes">
   <source>%n steps</source>
   <translation>
    <numerusform>%n Schritt</numerusform>
    <numerusform>%n Schritte</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>FolderField</name>
  <message>
   <source>Project folder</source>
   <translation>Projektordner</translation>
  </message>
  <message>
   <source>The folder with package.json and src; drop it anywhere here</source>
   <translation>Der Ordner mit package.json und src; legen Sie ihn irgendwo hier ab</translation>
  </message>
  <message>
   <source>Recent</source>
   <translation>Zuletzt</translation>
  </message>
  <message>
   <source>Folders deployed before</source>
   <translation>Früher bereitgestellte Ordner</translation>
  </message>
  <message>
   <source>Choose…</source>
   <translation>Auswählen…</translation>
  </message>
  <message>
   <source>There is no such folder.</source>
   <translation>Diesen Ordner gibt es nicht.</translation>
  </message>
  <message>
   <source>This is not a Motia project: it has no src or steps folder.</source>
   <translation>Das ist kein Motia-Projekt: Es hat keinen Ordner src oder steps.</translation>
  </message>
  <message>
   <source>This folder cannot be read.</source>
   <translation>Dieser Ordner ist nicht lesbar.</translation>
  </message>
  <message>
   <source>Choose a Motia project</source>
   <translation>Ein Motia-Projekt auswählen</translation>
  </message>
 </context>
 <context>
  <name>Formats</name>
  <message>
   <source>just now</source>
   <translation>gerade eben</translation>
  </message>
  <message>
   <source>{0} min ago</source>
   <translation>vor {0} Min.</translation>
  </message>
  <message>
   <source>{0} h ago</source>
   <translation>vor {0} Std.</translation>
  </message>
  <message>
   <source>yesterday</source>
   <translation>gestern</translation>
  </message>
  <message>
   <source>{0} days ago</source>
   <translation>vor {0} Tagen</translation>
  </message>
  <message>
   <source>dd MMM yyyy</source>
   <translation>dd. MMM yyyy</translation>
  </message>
 </context>
 <context>
  <name>Header</name>
  <message>
   <source>version {name}</source>
   <translation>Version {name}</translation>
  </message>
  <message>
   <source>to {environment}</source>
   <translation>nach {environment}</translation>
  </message>
  <message>
   <source>attempt {number}</source>
   <translation>Versuch {number}</translation>
  </message>
  <message>
   <source>started {when}</source>
   <translation>begonnen {when}</translation>
  </message>
  <message>
   <source>in {time}</source>
   <translation>in {time}</translation>
  </message>
  <message>
   <source>longer than usual</source>
   <translation>länger als gewöhnlich</translation>
  </message>
  <message>
   <source>almost done</source>
   <translation>fast fertig</translation>
  </message>
  <message>
   <source>about {seconds} s left</source>
   <translation>noch etwa {seconds} s</translation>
  </message>
  <message>
   <source>about {minutes} min left</source>
   <translation>noch etwa {minutes} Min.</translation>
  </message>
 </context>
 <context>
  <name>HistoryModel</name>
  <message>
   <source>Active</source>
   <translation>Laufend</translation>
  </message>
  <message>
   <source>Finished</source>
   <translation>Beendet</translation>
  </message>
 </context>
 <context>
  <name>HistoryPage</name>
  <message>
   <source>Search project, version, environment, ID or error</source>
   <translation>Projekt, Version, Umgebung, ID oder Fehler suchen</translation>
  </message>
  <message>
   <source>Search deployments</source>
   <translation>Deployments durchsuchen</translation>
  </message>
  <message>
   <source>Clear the search</source>
   <translation>Suche leeren</translation>
  </message>
  <message>
   <source>All projects</source>
   <translation>Alle Projekte</translation>
  </message>
  <message>
   <source>Project</source>
   <translation>Projekt</translation>
  </message>
  <message>
   <source>All environments</source>
   <translation>Alle Umgebungen</translation>
  </message>
  <message>
   <source>Environment</source>
   <translation>Umgebung</translation>
  </message>
  <message>
   <source>Any status</source>
   <translation>Jeder Status</translation>
  </message>
  <message>
   <source>Status</source>
   <translation>Status</translation>
  </message>
  <message>
   <source>Active</source>
   <translation>Laufend</translation>
  </message>
  <message>
   <source>Completed</source>
   <translation>Abgeschlossen</translation>
  </message>
  <message>
   <source>Failed or cancelled</source>
   <translation>Gescheitert oder abgebrochen</translation>
  </message>
  <message>
   <source>List or trends</source>
   <translation>Liste oder Verlauf</translation>
  </message>
  <message>
   <source>List</source>
   <translation>Liste</translation>
  </message>
  <message>
   <source>Trends</source>
   <translation>Verlauf</translation>
  </message>
  <message>
   <source>Compare</source>
   <translation>Vergleichen</translation>
  </message>
  <message>
   <source>Choose two deployments with Ctrl, then compare them</source>
   <translation>Wählen Sie mit Strg zwei Deployments, dann vergleichen Sie sie</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>Show all</source>
   <translation>Alle zeigen</translation>
  </message>
  <message>
   <source>All deployments</source>
   <translation>Alle Deployments</translation>
  </message>
  <message>
   <source>No deployment is like this.</source>
   <translation>So ein Deployment gibt es nicht.</translation>
  </message>
  <message>
   <source>{count} shown, more below</source>
   <translation>{count} gezeigt, weitere unten</translation>
  </message>
  <message>
   <source>{count} shown</source>
   <translation>{count} gezeigt</translation>
  </message>
  <message>
   <source>choose two with Ctrl to compare them</source>
   <translation>wählen Sie mit Strg zwei zum Vergleichen</translation>
  </message>
 </context>
 <context>
  <name>HistoryPanel</name>
  <message>
   <source>Deployments</source>
   <translation>Deployments</translation>
  </message>
 </context>
 <context>
  <name>HistoryTableModel</name>
  <message>
   <source>Project</source>
   <translation>Projekt</translation>
  </message>
  <message>
   <source>Status</source>
   <translation>Status</translation>
  </message>
  <message>
   <source>Version</source>
   <translation>Version</translation>
  </message>
  <message>
   <source>Environment</source>
   <translation>Umgebung</translation>
  </message>
  <message>
   <source>Steps</source>
   <translation>Schritte</translation>
  </message>
  <message>
   <source>Build</source>
   <translation>Bau</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>Größe</translation>
  </message>
  <message>
   <source>Took</source>
   <translation>Dauer</translation>
  </message>
  <message>
   <source>Started</source>
   <translation>Begonnen</translation>
  </message>
  <message>
   <source>Active</source>
   <translation>Laufend</translation>
  </message>
  <message>
   <source>Finished</source>
   <translation>Beendet</translation>
  </message>
 </context>
 <context>
  <name>Housekeeping</name>
  <message>
   <source>Save the support bundle</source>
   <translation>Support-Paket sichern</translation>
  </message>
  <message>
   <source>Zip files (*.zip)</source>
   <translation>Zip-Dateien (*.zip)</translation>
  </message>
  <message>
   <source>Writing the support bundle…</source>
   <translation>Das Support-Paket wird geschrieben…</translation>
  </message>
  <message>
   <source>{file} holds {names}. Secrets are taken out; look through it before you send it.</source>
   <translation>{file} enthält {names}. Geheimnisse sind entfernt; sehen Sie es durch, bevor Sie es verschicken.</translation>
  </message>
  <message>
   <source>not running</source>
   <translation>läuft nicht</translation>
  </message>
  <message>
   <source>It is not running.</source>
   <translation>Er läuft nicht.</translation>
  </message>
  <message>
   <source>Version {version}, at {url}
Configuration, port included: {file}</source>
   <translation>Version {version}, unter {url}
Konfiguration samt Port: {file}</translation>
  </message>
 </context>
 <context>
  <name>JumpButton</name>
  <message>
   <source>Go to the newest line</source>
   <translation>Zur neuesten Zeile</translation>
  </message>
  <message numerus="yes">
   <source>%Ln new lines</source>
   <translation>
    <numerusform>%Ln neue Zeile</numerusform>
    <numerusform>%Ln neue Zeilen</numerusform>
   </translation>
  </message>
  <message>
   <source>{0}, go to the newest</source>
   <translation>{0}, zur neuesten</translation>
  </message>
 </context>
 <context>
  <name>LinkWords</name>
  <message>
   <source>Starting motiad…</source>
   <translation>motiad wird gestartet…</translation>
  </message>
  <message>
   <source>The daemon that does the work is being started.</source>
   <translation>Der Dienst, der die Arbeit macht, wird gestartet.</translation>
  </message>
  <message>
   <source>The connection to motiad was lost. What you see may be out of date.</source>
   <translation>Die Verbindung zu motiad ist abgerissen. Was Sie sehen, ist vielleicht veraltet.</translation>
  </message>
  <message>
   <source>Reconnecting…</source>
   <translation>Verbindung wird wiederhergestellt…</translation>
  </message>
  <message>
   <source>Nothing is lost: what was deployed stays deployed.</source>
   <translation>Nichts ist verloren: Was bereitgestellt wurde, bleibt bereitgestellt.</translation>
  </message>
  <message>
   <source>motiad is not running</source>
   <translation>motiad läuft nicht</translation>
  </message>
  <message>
   <source>Another version of motiad runs here</source>
   <translation>Hier läuft eine andere Version von motiad</translation>
  </message>
 </context>
 <context>
  <name>LogActions</name>
  <message>
   <source>Find in the log…</source>
   <translation>Im Protokoll suchen…</translation>
  </message>
  <message>
   <source>Find next</source>
   <translation>Weitersuchen</translation>
  </message>
  <message>
   <source>Find previous</source>
   <translation>Rückwärts suchen</translation>
  </message>
  <message>
   <source>Show times</source>
   <translation>Zeiten zeigen</translation>
  </message>
  <message>
   <source>Wrap long lines</source>
   <translation>Lange Zeilen umbrechen</translation>
  </message>
  <message>
   <source>Go to the newest line</source>
   <translation>Zur neuesten Zeile</translation>
  </message>
  <message>
   <source>Copy the log</source>
   <translation>Protokoll kopieren</translation>
  </message>
  <message>
   <source>Copy what is selected, or else all that is shown</source>
   <translation>Kopiert die Auswahl oder sonst alles Gezeigte</translation>
  </message>
  <message>
   <source>Save the log…</source>
   <translation>Protokoll sichern…</translation>
  </message>
  <message>
   <source>Save all that is shown to a file</source>
   <translation>Sichert alles Gezeigte in eine Datei</translation>
  </message>
  <message>
   <source>All lines</source>
   <translation>Alle Zeilen</translation>
  </message>
  <message>
   <source>Warnings and errors</source>
   <translation>Warnungen und Fehler</translation>
  </message>
  <message>
   <source>Errors only</source>
   <translation>Nur Fehler</translation>
  </message>
 </context>
 <context>
  <name>LogPanel</name>
  <message>
   <source>Nothing in the log yet.</source>
   <translation>Noch nichts im Protokoll.</translation>
  </message>
  <message>
   <source>Log</source>
   <translation>Protokoll</translation>
  </message>
  <message>
   <source>Log of which phase</source>
   <translation>Protokoll welcher Phase</translation>
  </message>
  <message>
   <source>All logs</source>
   <translation>Alle Protokolle</translation>
  </message>
  <message>
   <source>Filter by level</source>
   <translation>Nach Stufe filtern</translation>
  </message>
  <message>
   <source>Filter by level: {0}</source>
   <translation>Nach Stufe filtern: {0}</translation>
  </message>
  <message>
   <source>No such lines.</source>
   <translation>Keine solchen Zeilen.</translation>
  </message>
  <message numerus="yes">
   <source>%Ln lines of this log were removed: only the logs of the newest deployments are kept.</source>
   <translation>
    <numerusform>%Ln Zeile dieses Protokolls wurde entfernt: Nur die Protokolle der neuesten Deployments werden aufgehoben.</numerusform>
    <numerusform>%Ln Zeilen dieses Protokolls wurden entfernt: Nur die Protokolle der neuesten Deployments werden aufgehoben.</numerusform>
   </translation>
  </message>
  <message>
   <source>Not an expression</source>
   <translation>Kein Ausdruck</translation>
  </message>
  <message>
   <source>Searching…</source>
   <translation>Suche läuft…</translation>
  </message>
  <message>
   <source>Not found</source>
   <translation>Nicht gefunden</translation>
  </message>
  <message>
   <source>{0} of {1}</source>
   <translation>{0} von {1}</translation>
  </message>
  <message>
   <source>Save the log</source>
   <translation>Protokoll sichern</translation>
  </message>
 </context>
 <context>
  <name>LogReader</name>
  <message>
   <source>This expression takes too long to look for. Make it simpler.</source>
   <translation>Nach diesem Ausdruck zu suchen dauert zu lange. Machen Sie ihn einfacher.</translation>
  </message>
  <message>
   <source>That is too much for the clipboard.</source>
   <translation>Das ist zu viel für die Zwischenablage.</translation>
  </message>
  <message>
   <source>Select at most {0} lines, or save the log to a file.</source>
   <translation>Wählen Sie höchstens {0} Zeilen aus, oder sichern Sie das Protokoll in eine Datei.</translation>
  </message>
  <message>
   <source>Saving… {0} %</source>
   <translation>Wird gesichert… {0} %</translation>
  </message>
  <message>
   <source>The log could not be saved as {0}: {1}.</source>
   <translation>Das Protokoll konnte nicht als {0} gesichert werden: {1}.</translation>
  </message>
  <message>
   <source>Choose another folder.</source>
   <translation>Wählen Sie einen anderen Ordner.</translation>
  </message>
 </context>
 <context>
  <name>LogView</name>
  <message>
   <source>Line {0} of {1}</source>
   <translation>Zeile {0} von {1}</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>Kopieren</translation>
  </message>
  <message>
   <source>Select all</source>
   <translation>Alles auswählen</translation>
  </message>
 </context>
 <context>
  <name>MainWindow</name>
  <message>
   <source>Try again</source>
   <translation>Noch einmal versuchen</translation>
  </message>
  <message>
   <source>That was the whole way, on this machine. To put your project online, connect to Motia Cloud.</source>
   <translation>Das war der ganze Weg, auf diesem Rechner. Um Ihr Projekt online zu stellen, verbinden Sie sich mit Motia Cloud.</translation>
  </message>
  <message>
   <source>&amp;File</source>
   <translation>&amp;Datei</translation>
  </message>
  <message>
   <source>&amp;Deployment</source>
   <translation>De&amp;ployment</translation>
  </message>
  <message>
   <source>&amp;Steps</source>
   <translation>&amp;Schritte</translation>
  </message>
  <message>
   <source>&amp;Log</source>
   <translation>&amp;Protokoll</translation>
  </message>
  <message>
   <source>Lines to show</source>
   <translation>Gezeigte Zeilen</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <translation>&amp;Ansicht</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>Farben</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <translation>&amp;Hilfe</translation>
  </message>
  <message>
   <source>All deployments · Motia Desktop</source>
   <translation>Alle Deployments · Motia Desktop</translation>
  </message>
 </context>
 <context>
  <name>NewDeploymentDialog</name>
  <message>
   <source>New deployment</source>
   <translation>Neues Deployment</translation>
  </message>
  <message>
   <source>Version</source>
   <translation>Version</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>ID</source>
   <translation>ID</translation>
  </message>
  <message>
   <source>Environment by name or ID</source>
   <translation>Umgebung nach Name oder ID</translation>
  </message>
  <message>
   <source>Environment</source>
   <translation>Umgebung</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Deploy</source>
   <translation>Bereitstellen</translation>
  </message>
  <message>
   <source>Project folder</source>
   <translation>Projektordner</translation>
  </message>
  <message>
   <source>{name} cannot be a variable's name: use letters, digits and _.</source>
   <translation>{name} kann kein Variablenname sein: Nehmen Sie Buchstaben, Ziffern und _.</translation>
  </message>
  <message>
   <source>{name} needs its value. Enter it, or remove the variable.</source>
   <translation>{name} braucht noch einen Wert. Geben Sie ihn ein, oder entfernen Sie die Variable.</translation>
  </message>
  <message>
   <source>Deploy anyway</source>
   <translation>Trotzdem bereitstellen</translation>
  </message>
  <message>
   <source>Checking…</source>
   <translation>Wird geprüft…</translation>
  </message>
  <message>
   <source>Creating…</source>
   <translation>Wird angelegt…</translation>
  </message>
  <message>
   <source>Import a .env file</source>
   <translation>Eine .env-Datei importieren</translation>
  </message>
  <message>
   <source>Environment files (.env* *.env)</source>
   <translation>Umgebungsdateien (.env* *.env)</translation>
  </message>
  <message>
   <source>All files (*)</source>
   <translation>Alle Dateien (*)</translation>
  </message>
  <message>
   <source>The pasted text</source>
   <translation>Der eingefügte Text</translation>
  </message>
 </context>
 <context>
  <name>Outputs</name>
  <message>
   <source>Deployment URL</source>
   <translation>Deployment-URL</translation>
  </message>
 </context>
 <context>
  <name>Palette</name>
  <message>
   <source>Command palette</source>
   <translation>Befehlspalette</translation>
  </message>
  <message>
   <source>What would you like to do?</source>
   <translation>Was möchten Sie tun?</translation>
  </message>
  <message>
   <source>Search actions, deployments and projects</source>
   <translation>Aktionen, Deployments und Projekte suchen</translation>
  </message>
  <message>
   <source>What can be done</source>
   <translation>Was getan werden kann</translation>
  </message>
  <message>
   <source>Nothing is called that.</source>
   <translation>So heißt nichts.</translation>
  </message>
 </context>
 <context>
  <name>Phases</name>
  <message>
   <source>to come</source>
   <translation>steht aus</translation>
  </message>
  <message>
   <source>running</source>
   <translation>läuft</translation>
  </message>
  <message>
   <source>done</source>
   <translation>fertig</translation>
  </message>
  <message>
   <source>failed</source>
   <translation>gescheitert</translation>
  </message>
  <message>
   <source>stopped</source>
   <translation>angehalten</translation>
  </message>
 </context>
 <context>
  <name>PresetMenu</name>
  <message>
   <source>Use those of {environment} ({number})</source>
   <translation>Die von {environment} verwenden ({number})</translation>
  </message>
  <message>
   <source>Keep these for {environment}</source>
   <translation>Diese für {environment} aufheben</translation>
  </message>
  <message>
   <source>Forget those of {environment}</source>
   <translation>Die von {environment} vergessen</translation>
  </message>
  <message>
   <source>Values are kept in this computer's keyring</source>
   <translation>Werte liegen im Schlüsselbund dieses Rechners</translation>
  </message>
  <message>
   <source>No keyring here: values are forgotten on quitting</source>
   <translation>Kein Schlüsselbund: Werte sind beim Beenden vergessen</translation>
  </message>
 </context>
 <context>
  <name>ProgressBar</name>
  <message>
   <source>Progress</source>
   <translation>Fortschritt</translation>
  </message>
 </context>
 <context>
  <name>QuitQuestion</name>
  <message>
   <source>Quit</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <source>{0} is being deployed.</source>
   <translation>{0} wird gerade bereitgestellt.</translation>
  </message>
  <message numerus="yes">
   <source>%n deployments are running.</source>
   <translation>
    <numerusform>%n Deployment läuft.</numerusform>
    <numerusform>%n Deployments laufen.</numerusform>
   </translation>
  </message>
  <message>
   <source>Leave it running</source>
   <translation>Weiterlaufen lassen</translation>
  </message>
  <message>
   <source>Leave them running</source>
   <translation>Weiterlaufen lassen</translation>
  </message>
  <message>
   <source>Cancel the deployment</source>
   <translation>Deployment abbrechen</translation>
  </message>
  <message>
   <source>Cancel the deployments</source>
   <translation>Deployments abbrechen</translation>
  </message>
  <message>
   <source>Stay</source>
   <translation>Bleiben</translation>
  </message>
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>und %n weiteres</numerusform>
    <numerusform>und %n weitere</numerusform>
   </translation>
  </message>
  <message>
   <source>It goes on without this program if you leave it running, and is there when you come back.</source>
   <translation>Es läuft ohne dieses Programm weiter, wenn Sie es laufen lassen, und ist da, wenn Sie zurückkommen.</translation>
  </message>
  <message numerus="yes">
   <source>%n cannot be cancelled any more: the cloud is at work.</source>
   <translation>
    <numerusform>%n lässt sich nicht mehr abbrechen: Die Cloud ist schon dabei.</numerusform>
    <numerusform>%n lassen sich nicht mehr abbrechen: Die Cloud ist schon dabei.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ResultPanel</name>
  <message>
   <source>Result</source>
   <translation>Ergebnis</translation>
  </message>
  <message>
   <source>Live on the local cloud</source>
   <translation>Live in der lokalen Cloud</translation>
  </message>
  <message>
   <source>Completed, and may still need promoting</source>
   <translation>Abgeschlossen, vielleicht noch freizugeben</translation>
  </message>
  <message>
   <source>The first deployment to {environment}</source>
   <translation>Das erste Deployment nach {environment}</translation>
  </message>
  <message>
   <source>The local cloud has every step, queue, endpoint and schedule; nothing needs promoting.</source>
   <translation>Die lokale Cloud hat jeden Schritt, jede Warteschlange, jeden Endpunkt und jeden Zeitplan; nichts ist freizugeben.</translation>
  </message>
  <message>
   <source>Only an environment's first deployment is live at once. Any later one is live once it is promoted in Motia Cloud.</source>
   <translation>Nur das erste Deployment einer Umgebung ist sofort live. Jedes spätere erst, wenn es in Motia Cloud freigegeben ist.</translation>
  </message>
  <message>
   <source>An environment's first deployment is live at once, and this machine knows of none before it. If there was one from elsewhere, promote this one in Motia Cloud.</source>
   <translation>Das erste Deployment einer Umgebung ist sofort live, und dieser Rechner kennt kein früheres. Gab es anderswo eines, geben Sie dieses in Motia Cloud frei.</translation>
  </message>
  <message>
   <source>Open {label}</source>
   <translation>{label} öffnen</translation>
  </message>
  <message>
   <source>Copy {label}</source>
   <translation>{label} kopieren</translation>
  </message>
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>und %n weitere Angabe</numerusform>
    <numerusform>und %n weitere Angaben</numerusform>
   </translation>
  </message>
  <message>
   <source>Copy all outputs</source>
   <translation>Alle Ausgaben kopieren</translation>
  </message>
  <message>
   <source>All outputs</source>
   <translation>Alle Ausgaben</translation>
  </message>
 </context>
 <context>
  <name>SecretField</name>
  <message>
   <source>Hide the {0}</source>
   <translation>{0} verbergen</translation>
  </message>
  <message>
   <source>Show the {0}</source>
   <translation>{0} zeigen</translation>
  </message>
 </context>
 <context>
  <name>SettingsDialog</name>
  <message>
   <source>Settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>Farben</translation>
  </message>
  <message>
   <source>As the system</source>
   <translation>Wie das System</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>Hell</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>Dunkel</translation>
  </message>
  <message>
   <source>First deployments go to</source>
   <translation>Erste Deployments gehen an</translation>
  </message>
  <message>
   <source>Local cloud, on this machine</source>
   <translation>Lokale Cloud, auf diesem Rechner</translation>
  </message>
  <message>
   <source>Motia Cloud</source>
   <translation>Motia Cloud</translation>
  </message>
  <message>
   <source>As VISUAL or EDITOR say, or the one that is found</source>
   <translation>Wie VISUAL oder EDITOR sagen, oder was sich findet</translation>
  </message>
  <message>
   <source>Editor command</source>
   <translation>Editor-Befehl</translation>
  </message>
  <message>
   <source>API key of Motia Cloud</source>
   <translation>API-Schlüssel von Motia Cloud</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>Aufheben</translation>
  </message>
  <message>
   <source>Forget</source>
   <translation>Vergessen</translation>
  </message>
  <message>
   <source>Tell when a deployment ends</source>
   <translation>Melden, wenn ein Deployment endet</translation>
  </message>
  <message>
   <source>Always</source>
   <translation>Immer</translation>
  </message>
  <message>
   <source>Only when it failed</source>
   <translation>Nur wenn es gescheitert ist</translation>
  </message>
  <message>
   <source>Never</source>
   <translation>Nie</translation>
  </message>
  <message>
   <source>Quiet hours, from</source>
   <translation>Ruhezeit, von</translation>
  </message>
  <message>
   <source>Quiet from</source>
   <translation>Ruhe von</translation>
  </message>
  <message>
   <source>Quiet until</source>
   <translation>Ruhe bis</translation>
  </message>
  <message>
   <source>Restart</source>
   <translation>Neu starten</translation>
  </message>
  <message>
   <source>Open logs</source>
   <translation>Protokolle öffnen</translation>
  </message>
  <message>
   <source>Support bundle…</source>
   <translation>Support-Paket…</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <source>General</source>
   <translation>Allgemein</translation>
  </message>
  <message>
   <source>Clouds</source>
   <translation>Clouds</translation>
  </message>
  <message>
   <source>Notifications</source>
   <translation>Benachrichtigungen</translation>
  </message>
  <message>
   <source>The daemon</source>
   <translation>Der Dienst</translation>
  </message>
  <message>
   <source>Saved</source>
   <translation>Gesichert</translation>
  </message>
  <message>
   <source>Paste your key</source>
   <translation>Schlüssel einfügen</translation>
  </message>
  <message>
   <source>Kept in this computer's keyring only.</source>
   <translation>Liegt nur im Schlüsselbund dieses Rechners.</translation>
  </message>
  <message>
   <source>There is no keyring here: a key is forgotten on quitting.</source>
   <translation>Hier gibt es keinen Schlüsselbund: Ein Schlüssel ist beim Beenden vergessen.</translation>
  </message>
  <message>
   <source>Make one at motia.cloud, under your workspace's settings.</source>
   <translation>Legen Sie einen unter motia.cloud an, in den Einstellungen Ihres Arbeitsbereichs.</translation>
  </message>
  <message>
   <source>A deployment is running: it would be interrupted</source>
   <translation>Ein Deployment läuft: Es würde unterbrochen</translation>
  </message>
 </context>
 <context>
  <name>Shortcuts</name>
  <message>
   <source>Next and previous part of the window</source>
   <translation>Nächster und voriger Teil des Fensters</translation>
  </message>
  <message>
   <source>First line of the log</source>
   <translation>Erste Zeile des Protokolls</translation>
  </message>
  <message>
   <source>Newest line of the log</source>
   <translation>Neueste Zeile des Protokolls</translation>
  </message>
  <message>
   <source>Select in the log</source>
   <translation>Im Protokoll auswählen</translation>
  </message>
  <message>
   <source>Select all of the log</source>
   <translation>Das ganze Protokoll auswählen</translation>
  </message>
  <message>
   <source>Copy what is selected</source>
   <translation>Auswahl kopieren</translation>
  </message>
  <message>
   <source>Close a search or a dialog</source>
   <translation>Eine Suche oder einen Dialog schließen</translation>
  </message>
 </context>
 <context>
  <name>ShortcutsDialog</name>
  <message>
   <source>Keyboard shortcuts</source>
   <translation>Tastenkürzel</translation>
  </message>
  <message>
   <source>Everywhere</source>
   <translation>Überall</translation>
  </message>
 </context>
 <context>
  <name>StatusBadge</name>
  <message>
   <source>Status: {0}</source>
   <translation>Status: {0}</translation>
  </message>
 </context>
 <context>
  <name>StepActions</name>
  <message>
   <source>Search steps</source>
   <translation>Schritte suchen</translation>
  </message>
  <message>
   <source>Steps as a table</source>
   <translation>Schritte als Tabelle</translation>
  </message>
  <message>
   <source>Steps as a picture</source>
   <translation>Schritte als Bild</translation>
  </message>
  <message>
   <source>Zoom in</source>
   <translation>Vergrößern</translation>
  </message>
  <message>
   <source>Zoom out</source>
   <translation>Verkleinern</translation>
  </message>
  <message>
   <source>Show all of the picture</source>
   <translation>Das ganze Bild zeigen</translation>
  </message>
 </context>
 <context>
  <name>StepFilterButton</name>
  <message>
   <source>Failed</source>
   <translation>Gescheitert</translation>
  </message>
  <message>
   <source>In work</source>
   <translation>In Arbeit</translation>
  </message>
  <message>
   <source>Waiting</source>
   <translation>Wartend</translation>
  </message>
  <message>
   <source>Stopped</source>
   <translation>Angehalten</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>Fertig</translation>
  </message>
  <message>
   <source>Any state</source>
   <translation>Jeder Zustand</translation>
  </message>
  <message>
   <source>Any language</source>
   <translation>Jede Sprache</translation>
  </message>
  <message>
   <source>Any type</source>
   <translation>Jede Art</translation>
  </message>
  <message>
   <source>Filter</source>
   <translation>Filter</translation>
  </message>
  <message>
   <source>Show only some of the steps</source>
   <translation>Nur einen Teil der Schritte zeigen</translation>
  </message>
  <message>
   <source>Filter the steps: {chosen}</source>
   <translation>Schritte filtern: {chosen}</translation>
  </message>
  <message>
   <source>all</source>
   <translation>alle</translation>
  </message>
 </context>
 <context>
  <name>StepTable</name>
  <message>
   <source>Steps</source>
   <translation>Schritte</translation>
  </message>
  <message>
   <source>The steps appear as soon as the project has been read.</source>
   <translation>Die Schritte erscheinen, sobald das Projekt gelesen ist.</translation>
  </message>
 </context>
 <context>
  <name>StepTableModel</name>
  <message>
   <source>Step</source>
   <translation>Schritt</translation>
  </message>
  <message>
   <source>Status</source>
   <translation>Status</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>Sprache</translation>
  </message>
  <message>
   <source>Type</source>
   <translation>Art</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>Größe</translation>
  </message>
  <message>
   <source>Build</source>
   <translation>Bau</translation>
  </message>
  <message>
   <source>Upload</source>
   <translation>Upload</translation>
  </message>
  <message>
   <source>Router</source>
   <translation>Router</translation>
  </message>
  <message>
   <source>Double click: open the source</source>
   <translation>Doppelklick: Quelltext öffnen</translation>
  </message>
  <message>
   <source>{percent} % of the {limit} that Motia Cloud takes as one zip</source>
   <translation>{percent} % von {limit}, die Motia Cloud als eine Zip-Datei annimmt</translation>
  </message>
 </context>
 <context>
  <name>Steps</name>
  <message>
   <source>Waiting</source>
   <translation>Wartend</translation>
  </message>
  <message>
   <source>Building</source>
   <translation>Wird gebaut</translation>
  </message>
  <message>
   <source>Built</source>
   <translation>Gebaut</translation>
  </message>
  <message>
   <source>Build failed</source>
   <translation>Bau gescheitert</translation>
  </message>
  <message>
   <source>Not built</source>
   <translation>Nicht gebaut</translation>
  </message>
  <message>
   <source>Cancelled</source>
   <translation>Abgebrochen</translation>
  </message>
  <message>
   <source>Uploading</source>
   <translation>Wird hochgeladen</translation>
  </message>
  <message>
   <source>Uploaded</source>
   <translation>Hochgeladen</translation>
  </message>
  <message>
   <source>Upload failed</source>
   <translation>Upload gescheitert</translation>
  </message>
  <message>
   <source>Not uploaded</source>
   <translation>Nicht hochgeladen</translation>
  </message>
  <message>
   <source>Deploying</source>
   <translation>Wird bereitgestellt</translation>
  </message>
  <message>
   <source>Deployed</source>
   <translation>Bereitgestellt</translation>
  </message>
  <message>
   <source>Deploy failed</source>
   <translation>Bereitstellen gescheitert</translation>
  </message>
  <message>
   <source>Stopped</source>
   <translation>Angehalten</translation>
  </message>
 </context>
 <context>
  <name>StepsCard</name>
  <message>
   <source>Steps as a table or as a picture</source>
   <translation>Schritte als Tabelle oder als Bild</translation>
  </message>
  <message>
   <source>Steps</source>
   <translation>Schritte</translation>
  </message>
  <message>
   <source>Flow</source>
   <translation>Ablauf</translation>
  </message>
  <message>
   <source>Search steps</source>
   <translation>Schritte suchen</translation>
  </message>
  <message>
   <source>Clear the search</source>
   <translation>Suche leeren</translation>
  </message>
  <message>
   <source>No step is like that.</source>
   <translation>So einen Schritt gibt es nicht.</translation>
  </message>
  <message>
   <source>This deployment ended before its steps were known.</source>
   <translation>Dieses Deployment endete, bevor seine Schritte bekannt waren.</translation>
  </message>
  <message>
   <source>The steps appear as soon as the project has been read.</source>
   <translation>Die Schritte erscheinen, sobald das Projekt gelesen ist.</translation>
  </message>
  <message>
   <source>{shown} of {there} shown</source>
   <translation>{shown} von {there} gezeigt</translation>
  </message>
  <message>
   <source>{built} of {steps} built</source>
   <translation>{built} von {steps} gebaut</translation>
  </message>
  <message>
   <source>{steps} built</source>
   <translation>{steps} gebaut</translation>
  </message>
  <message numerus="yes">
   <source>{there} of %n bundles uploaded</source>
   <translation>
    <numerusform>{there} von %n Paket hochgeladen</numerusform>
    <numerusform>{there} von %n Paketen hochgeladen</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n bundles uploaded</source>
   <translation>
    <numerusform>%n Paket hochgeladen</numerusform>
    <numerusform>%n Pakete hochgeladen</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Supervisor</name>
  <message>
   <source>motiad {theirs} runs here, this window is {ours}.</source>
   <translation>Hier läuft motiad {theirs}, dieses Fenster ist {ours}.</translation>
  </message>
  <message>
   <source>It has a deployment to do: this window takes over as soon as that has ended.</source>
   <translation>Es hat noch ein Deployment zu erledigen: Sobald das beendet ist, übernimmt dieses Fenster.</translation>
  </message>
  <message>
   <source>It has nothing to do: restart it in this window's version. Its history stays.</source>
   <translation>Es hat nichts zu tun: Starten Sie es in der Version dieses Fensters neu. Seine Liste bleibt.</translation>
  </message>
 </context>
 <context>
  <name>TargetFields</name>
  <message>
   <source>Local cloud</source>
   <translation>Lokale Cloud</translation>
  </message>
  <message>
   <source>On this machine only. No account needed.</source>
   <translation>Nur auf diesem Rechner. Kein Konto nötig.</translation>
  </message>
  <message>
   <source>Motia Cloud</source>
   <translation>Motia Cloud</translation>
  </message>
  <message>
   <source>Deploys to your account at Motia Cloud.</source>
   <translation>Stellt in Ihrem Konto bei Motia Cloud bereit.</translation>
  </message>
  <message>
   <source>Another cloud…</source>
   <translation>Andere Cloud…</translation>
  </message>
  <message>
   <source>The address of a cloud that speaks Motia's API.</source>
   <translation>Die Adresse einer Cloud, die Motias API spricht.</translation>
  </message>
  <message>
   <source>Deploy to</source>
   <translation>Bereitstellen in</translation>
  </message>
  <message>
   <source>Address of the cloud</source>
   <translation>Adresse der Cloud</translation>
  </message>
  <message>
   <source>API key</source>
   <translation>API-Schlüssel</translation>
  </message>
  <message>
   <source>Saved</source>
   <translation>Gesichert</translation>
  </message>
  <message>
   <source>Paste your key</source>
   <translation>Schlüssel einfügen</translation>
  </message>
  <message>
   <source>Will be kept in this computer's keyring only.</source>
   <translation>Wird nur im Schlüsselbund dieses Rechners aufgehoben.</translation>
  </message>
  <message>
   <source>No keyring here: forgotten on quitting.</source>
   <translation>Kein Schlüsselbund hier: beim Beenden vergessen.</translation>
  </message>
  <message>
   <source>Leave empty to use the saved key.</source>
   <translation>Leer lassen, um den gesicherten Schlüssel zu verwenden.</translation>
  </message>
 </context>
 <context>
  <name>Tray</name>
  <message>
   <source>The window could not be started.</source>
   <translation>Das Fenster konnte nicht gestartet werden.</translation>
  </message>
  <message>
   <source>Run “motia-desktop” in a terminal, which says why.</source>
   <translation>Führen Sie „motia-desktop“ in einem Terminal aus; dort steht, warum.</translation>
  </message>
  <message>
   <source>motia-tray: it is running already.</source>
   <translation>motia-tray: läuft schon.</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>Show log</source>
   <translation>Protokoll zeigen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Retry</source>
   <translation>Wiederholen</translation>
  </message>
  <message>
   <source>Deploy again…</source>
   <translation>Erneut bereitstellen…</translation>
  </message>
  <message>
   <source>Motia: not connected to the daemon</source>
   <translation>Motia: nicht mit dem Dienst verbunden</translation>
  </message>
  <message>
   <source>Motia: {0}, {1}, {2} %</source>
   <translation>Motia: {0}, {1}, {2} %</translation>
  </message>
  <message>
   <source>Motia: {0}, {1}</source>
   <translation>Motia: {0}, {1}</translation>
  </message>
  <message>
   <source>Motia: nothing is running</source>
   <translation>Motia: nichts läuft</translation>
  </message>
  <message>
   <source>That could not be done</source>
   <translation>Das ging nicht</translation>
  </message>
  <message>
   <source>{0} goes on without the window</source>
   <translation>{0} läuft ohne das Fenster weiter</translation>
  </message>
  <message>
   <source>Open Motia Desktop, or run “motiad list”, to see how they come along.</source>
   <translation>Öffnen Sie Motia Desktop, oder führen Sie „motiad list“ aus, um zu sehen, wie sie vorankommen.</translation>
  </message>
  <message>
   <source>{0} is deployed</source>
   <translation>{0} ist bereitgestellt</translation>
  </message>
  <message>
   <source>To {0} in {1}</source>
   <translation>Nach {0} in {1}</translation>
  </message>
  <message>
   <source>To {0}</source>
   <translation>Nach {0}</translation>
  </message>
  <message>
   <source>In {0}</source>
   <translation>In {0}</translation>
  </message>
 </context>
 <context>
  <name>TrayMenu</name>
  <message>
   <source>Open Motia Desktop</source>
   <translation>Motia Desktop öffnen</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <source>Nothing has been deployed yet</source>
   <translation>Noch ist nichts bereitgestellt</translation>
  </message>
  <message>
   <source>Not connected to the daemon</source>
   <translation>Nicht mit dem Dienst verbunden</translation>
  </message>
 </context>
 <context>
  <name>TrendPlot</name>
  <message>
   <source>Nothing to show yet</source>
   <translation>Noch nichts zu zeigen</translation>
  </message>
  <message numerus="yes">
   <source>%n deployments; the last {last}, the median {middle}, the least {least}, the most {most}</source>
   <translation>
    <numerusform>%n Deployment; das letzte {last}, der Median {middle}, das kleinste {least}, das größte {most}</numerusform>
    <numerusform>%n Deployments; das letzte {last}, der Median {middle}, das kleinste {least}, das größte {most}</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>TrendsView</name>
  <message>
   <source>Build time</source>
   <translation>Bauzeit</translation>
  </message>
  <message>
   <source>Bundle size</source>
   <translation>Paketgröße</translation>
  </message>
  <message>
   <source>Choose a project above to see how its deployments went over time.</source>
   <translation>Wählen Sie oben ein Projekt, um zu sehen, wie sich seine Deployments entwickelt haben.</translation>
  </message>
  <message>
   <source>{project} has no completed deployment yet.</source>
   <translation>{project} hat noch kein abgeschlossenes Deployment.</translation>
  </message>
  <message numerus="yes">
   <source>{project}: the last %n completed deployments, the newest at the right.</source>
   <translation>
    <numerusform>{project}: das bisher einzige abgeschlossene Deployment.</numerusform>
    <numerusform>{project}: die letzten %n abgeschlossenen Deployments, das neueste rechts.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>VariableTable</name>
  <message>
   <source>Environment variables</source>
   <translation>Umgebungsvariablen</translation>
  </message>
  <message>
   <source>No variables. Add one, or paste, drop or import a .env file.</source>
   <translation>Keine Variablen. Fügen Sie eine hinzu, oder importieren Sie eine .env-Datei, auch durch Einfügen oder Ablegen.</translation>
  </message>
  <message>
   <source>Kept</source>
   <translation>Aufgehoben</translation>
  </message>
  <message>
   <source>Variables that are kept for each environment</source>
   <translation>Variablen, die für jede Umgebung aufgehoben sind</translation>
  </message>
  <message>
   <source>Import .env…</source>
   <translation>.env importieren…</translation>
  </message>
  <message>
   <source>Show values</source>
   <translation>Werte zeigen</translation>
  </message>
  <message>
   <source>Add a variable</source>
   <translation>Eine Variable hinzufügen</translation>
  </message>
  <message>
   <source>Remove the selected variable</source>
   <translation>Die gewählte Variable entfernen</translation>
  </message>
  <message>
   <source>Hide values</source>
   <translation>Werte verbergen</translation>
  </message>
 </context>
 <context>
  <name>WelcomePage</name>
  <message>
   <source>Deploy a Motia project</source>
   <translation>Ein Motia-Projekt bereitstellen</translation>
  </message>
  <message>
   <source>Watch every step being built, uploaded and deployed. Drop a project's folder here, or begin with the sample: it goes to the local cloud on this machine, no account needed.</source>
   <translation>Sehen Sie zu, wie jeder Schritt gebaut, hochgeladen und bereitgestellt wird. Legen Sie den Ordner eines Projekts hier ab, oder beginnen Sie mit dem Beispiel: Es geht an die lokale Cloud auf diesem Rechner, ohne Konto.</translation>
  </message>
 </context>
 <context>
  <name>Wording</name>
  <message>
   <source>Build</source>
   <translation>Bau</translation>
  </message>
  <message>
   <source>Upload</source>
   <translation>Upload</translation>
  </message>
  <message>
   <source>Deploy</source>
   <translation>Bereitstellen</translation>
  </message>
  <message>
   <source>API</source>
   <translation>API</translation>
  </message>
  <message>
   <source>Event</source>
   <translation>Ereignis</translation>
  </message>
  <message>
   <source>Cron</source>
   <translation>Cron</translation>
  </message>
  <message>
   <source>Building</source>
   <translation>Wird gebaut</translation>
  </message>
  <message>
   <source>Uploading</source>
   <translation>Wird hochgeladen</translation>
  </message>
  <message>
   <source>Deploying</source>
   <translation>Wird bereitgestellt</translation>
  </message>
  <message>
   <source>Completed</source>
   <translation>Abgeschlossen</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>Gescheitert</translation>
  </message>
  <message>
   <source>Choose the folder that holds your project's src or steps folder.</source>
   <translation>Wählen Sie den Ordner, in dem src oder steps Ihres Projekts liegt.</translation>
  </message>
  <message>
   <source>Add a file that ends in .step.ts, .step.js or _step.py below src or steps.</source>
   <translation>Legen Sie unter src oder steps eine Datei an, die auf .step.ts, .step.js oder _step.py endet.</translation>
  </message>
  <message>
   <source>Mend the step named above, then deploy again. The build log has the whole message.</source>
   <translation>Beheben Sie den oben genannten Schritt, dann stellen Sie erneut bereit. Das Bauprotokoll hat die ganze Meldung.</translation>
  </message>
  <message>
   <source>Mend the steps named above, then deploy again. Nothing has been uploaded.</source>
   <translation>Beheben Sie die oben genannten Schritte, dann stellen Sie erneut bereit. Hochgeladen wurde nichts.</translation>
  </message>
  <message>
   <source>Install Node 20 or newer, then deploy again. “motiad doctor” shows what is missing.</source>
   <translation>Installieren Sie Node 20 oder neuer, dann stellen Sie erneut bereit. „motiad doctor“ zeigt, was fehlt.</translation>
  </message>
  <message>
   <source>Run “npm install --save-dev esbuild” in the project, then deploy again.</source>
   <translation>Führen Sie „npm install --save-dev esbuild“ im Projekt aus, dann stellen Sie erneut bereit.</translation>
  </message>
  <message>
   <source>Install uv, then deploy again. “motiad doctor” shows what is missing.</source>
   <translation>Installieren Sie uv, dann stellen Sie erneut bereit. „motiad doctor“ zeigt, was fehlt.</translation>
  </message>
  <message>
   <source>Correct the line named above and import the file again.</source>
   <translation>Verbessern Sie die oben genannte Zeile, und importieren Sie die Datei noch einmal.</translation>
  </message>
  <message>
   <source>Check the network and the cloud's address, then try again.</source>
   <translation>Prüfen Sie das Netz und die Adresse der Cloud, dann versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <source>Check the project, environment and version names, then try again.</source>
   <translation>Prüfen Sie die Namen von Projekt, Umgebung und Version, dann versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <source>It may still finish: look at it in Motia Cloud before you deploy again.</source>
   <translation>Vielleicht wird es noch fertig: Sehen Sie in Motia Cloud nach, bevor Sie erneut bereitstellen.</translation>
  </message>
  <message>
   <source>Enter a valid API key of this cloud and try again.</source>
   <translation>Geben Sie einen gültigen API-Schlüssel dieser Cloud ein, und versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <source>Deploy again: a new deployment gets a new token.</source>
   <translation>Stellen Sie erneut bereit: Ein neues Deployment bekommt ein neues Token.</translation>
  </message>
  <message>
   <source>Check the network, then retry. What has been uploaded is kept.</source>
   <translation>Prüfen Sie das Netz, dann wiederholen Sie. Was hochgeladen ist, bleibt.</translation>
  </message>
  <message>
   <source>The deploy log says which resource failed. Mend it, then deploy again.</source>
   <translation>Das Deploy-Protokoll sagt, welche Ressource scheiterte. Beheben Sie das, dann stellen Sie erneut bereit.</translation>
  </message>
  <message>
   <source>Deploy again: the secrets of this deployment are gone. A keyring keeps them.</source>
   <translation>Stellen Sie erneut bereit: Die Geheimnisse dieses Deployments sind weg. Ein Schlüsselbund hebt sie auf.</translation>
  </message>
  <message>
   <source>Look into the daemon's log for why it keeps ending, then deploy again.</source>
   <translation>Sehen Sie im Protokoll des Dienstes nach, warum er immer wieder endet, dann stellen Sie erneut bereit.</translation>
  </message>
  <message>
   <source>Deploy again: this one was asked for too long ago.</source>
   <translation>Stellen Sie erneut bereit: Dieses wurde vor zu langer Zeit angefordert.</translation>
  </message>
  <message>
   <source>The daemon was stopped while this ran. Deploy again.</source>
   <translation>Der Dienst wurde angehalten, während dies lief. Stellen Sie erneut bereit.</translation>
  </message>
  <message>
   <source>Deploy again whenever you like.</source>
   <translation>Stellen Sie erneut bereit, wann immer Sie möchten.</translation>
  </message>
  <message>
   <source>It may still be running. Look at it again in a while.</source>
   <translation>Vielleicht läuft es noch. Sehen Sie später noch einmal nach.</translation>
  </message>
  <message>
   <source>Start it again. If that fails, “motiad serve” in a terminal says why.</source>
   <translation>Starten Sie ihn wieder. Scheitert das, sagt „motiad serve“ in einem Terminal, warum.</translation>
  </message>
  <message>
   <source>Deploy again to make a new deployment.</source>
   <translation>Stellen Sie erneut bereit, um ein neues Deployment anzulegen.</translation>
  </message>
  <message>
   <source>Wait for its end; then deploy again if need be.</source>
   <translation>Warten Sie das Ende ab; stellen Sie dann bei Bedarf erneut bereit.</translation>
  </message>
  <message>
   <source>Wait until a deployment of this project has ended.</source>
   <translation>Warten Sie, bis ein Deployment dieses Projekts beendet ist.</translation>
  </message>
  <message>
   <source>Free some disk space, then try again.</source>
   <translation>Machen Sie Platz auf der Festplatte, dann versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <source>Look into the daemon's log for what is wrong with its store.</source>
   <translation>Sehen Sie im Protokoll des Dienstes nach, was mit seinem Speicher nicht stimmt.</translation>
  </message>
  <message>
   <source>Start it again: it takes the next free port.</source>
   <translation>Starten Sie ihn wieder: Er nimmt den nächsten freien Port.</translation>
  </message>
  <message>
   <source>Wait a minute, then try again.</source>
   <translation>Warten Sie eine Minute, dann versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <source>Try again: the daemon may have been busy.</source>
   <translation>Versuchen Sie es noch einmal: Der Dienst war vielleicht beschäftigt.</translation>
  </message>
  <message>
   <source>The daemon is ending. Try again in a moment.</source>
   <translation>Der Dienst endet gerade. Versuchen Sie es gleich noch einmal.</translation>
  </message>
  <message>
   <source>Start the window again: the daemon has another token by now.</source>
   <translation>Starten Sie das Fenster neu: Der Dienst hat inzwischen ein anderes Token.</translation>
  </message>
  <message>
   <source>It may have been removed from history meanwhile.</source>
   <translation>Vielleicht wurde es inzwischen aus der Liste entfernt.</translation>
  </message>
  <message>
   <source>Look for the running one in the list at the left.</source>
   <translation>Suchen Sie das laufende links in der Liste.</translation>
  </message>
  <message>
   <source>Choose a project's folder, then deploy again.</source>
   <translation>Wählen Sie den Ordner eines Projekts, dann stellen Sie erneut bereit.</translation>
  </message>
  <message>
   <source>This is a bug of ours: the support bundle in the Help menu has what is needed to find it.</source>
   <translation>Das ist ein Fehler von uns: Das Support-Paket im Menü Hilfe hat, was man braucht, um ihn zu finden.</translation>
  </message>
  <message>
   <source>The build failed</source>
   <translation>Der Bau ist gescheitert</translation>
  </message>
  <message>
   <source>The upload failed</source>
   <translation>Der Upload ist gescheitert</translation>
  </message>
  <message>
   <source>The cloud could not deploy this</source>
   <translation>Die Cloud konnte dies nicht bereitstellen</translation>
  </message>
  <message>
   <source>Cancelled</source>
   <translation>Abgebrochen</translation>
  </message>
  <message>
   <source>Queued</source>
   <translation>In der Warteschlange</translation>
  </message>
  <message>
   <source>Waiting</source>
   <translation>Wartend</translation>
  </message>
  <message>
   <source>This deployment was cancelled</source>
   <translation>Dieses Deployment wurde abgebrochen</translation>
  </message>
  <message>
   <source>The deployment failed</source>
   <translation>Das Deployment ist gescheitert</translation>
  </message>
  <message>
   <source>Project</source>
   <translation>Projekt</translation>
  </message>
 </context>
</TS>
