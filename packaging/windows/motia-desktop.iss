; Inno Setup 6: an installer for one user, without administrator rights, of the folder PyInstaller made.
; On Windows: python -m PyInstaller --distpath dist --workpath .work\bundle packaging\bundle\motia-desktop.spec
;             iscc /DVersion=0.1.0 packaging\windows\motia-desktop.iss
; Written with care, not yet run: no Windows machine has been at hand.
#ifndef Version
  #error Say the version: iscc /DVersion=0.1.0
#endif

[Setup]
AppId={{6D0C7A0E-5E0B-4B52-9C64-8A4C8A1B7C11}
AppName=Motia Desktop
AppVersion={#Version}
AppPublisher=The Motia Desktop authors
DefaultDirName={autopf}\Motia Desktop
DefaultGroupName=Motia Desktop
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesEnvironment=yes
CloseApplications=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=motia-desktop-{#Version}-setup
UninstallDisplayIcon={app}\motia-desktop.exe

[Tasks]
Name: "path"; Description: "Add motiad to the PATH"
Name: "tray"; Description: "Start the tray notifier with Windows"

[Files]
Source: "..\..\dist\motia-desktop\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Motia Desktop"; Filename: "{app}\motia-desktop.exe"
Name: "{userstartup}\Motia Tray"; Filename: "{app}\motia-tray.exe"; Tasks: tray

[Registry]
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath

[Run]
Filename: "{app}\motia-desktop.exe"; Description: "Open Motia Desktop"; Flags: nowait postinstall skipifsilent

[UninstallRun]
Filename: "{app}\motiad.exe"; Parameters: "service uninstall"; Flags: runhidden; RunOnceId: "Service"

[Code]
function NotOnPath: Boolean;
var
  Path: string;
begin
  Result := not RegQueryStringValue(HKCU, 'Environment', 'Path', Path)
    or (Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Path) + ';') = 0);
end;
