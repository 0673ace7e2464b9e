<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en_GB">
 <context>
  <name>CheckPanel</name>
  <message numerus="yes">
   <source>%n things to mend first</source>
   <translation>
    <numerusform>One thing to mend first</numerusform>
    <numerusform>%n things to mend first</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n steps</source>
   <translation>
    <numerusform>%n step</numerusform>
    <numerusform>%n steps</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n streams</source>
   <translation>
    <numerusform>%n stream</numerusform>
    <numerusform>%n streams</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Counted</name>
  <message numerus="yes">
   <source>Motia: %n deployments are running, {0} %</source>
   <translation>
    <numerusform>Motia: %n deployment is running, {0} %</numerusform>
    <numerusform>Motia: %n deployments are running, {0} %</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n deployments go on without the window</source>
   <translation>
    <numerusform>%n deployment goes on without the window</numerusform>
    <numerusform>%n deployments go on without the window</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n deployments have ended</source>
   <translation>
    <numerusform>%n deployment has ended</numerusform>
    <numerusform>%n deployments have ended</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n succeeded</source>
   <translation>
    <numerusform>%n succeeded</numerusform>
    <numerusform>%n succeeded</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n failed</source>
   <translation>
    <numerusform>%n failed</numerusform>
    <numerusform>%n failed</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>and %n more</numerusform>
    <numerusform>and %n more</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ErrorPanel</name>
  <message numerus="yes">
   <source>and %n more, see the table below</source>
   <translation>
    <numerusform>and %n more, see the table below</numerusform>
    <numerusform>and %n more, see the table below</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>FlowView</name>
  <message numerus="yes">
   <source>%n steps</source>
   <translation>
    <numerusform>%n step</numerusform>
    <numerusform>%n steps</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>JumpButton</name>
  <message numerus="yes">
   <source>%Ln new lines</source>
   <translation>
    <numerusform>%Ln new line</numerusform>
    <numerusform>%Ln new lines</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>LogPanel</name>
  <message numerus="yes">
   <source>%Ln lines of this log were removed: only the logs of the newest deployments are kept.</source>
   <translation>
    <numerusform>%Ln line of this log was removed: only the logs of the newest deployments are kept.</numerusform>
    <numerusform>%Ln lines of this log were removed: only the logs of the newest deployments are kept.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>QuitQuestion</name>
  <message numerus="yes">
   <source>%n deployments are running.</source>
   <translation>
    <numerusform>%n deployment is running.</numerusform>
    <numerusform>%n deployments are running.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>and %n more</numerusform>
    <numerusform>and %n more</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n cannot be cancelled any more: the cloud is at work.</source>
   <translation>
    <numerusform>%n cannot be cancelled any more: the cloud is at work.</numerusform>
    <numerusform>%n cannot be cancelled any more: the cloud is at work.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ResultPanel</name>
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>and %n more</numerusform>
    <numerusform>and %n more</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>StepsCard</name>
  <message numerus="yes">
   <source>{there} of %n bundles uploaded</source>
   <translation>
    <numerusform>{there} of %n bundle uploaded</numerusform>
    <numerusform>{there} of %n bundles uploaded</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n bundles uploaded</source>
   <translation>
    <numerusform>%n bundle uploaded</numerusform>
    <numerusform>%n bundles uploaded</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>TrendPlot</name>
  <message numerus="yes">
   <source>%n deployments; the last {last}, the median {middle}, the least {least}, the most {most}</source>
   <translation>
    <numerusform>%n deployment; the last {last}, the median {middle}, the least {least}, the most {most}</numerusform>
    <numerusform>%n deployments; the last {last}, the median {middle}, the least {least}, the most {most}</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>TrendsView</name>
  <message numerus="yes">
   <source>{project}: the last %n completed deployments, the newest at the right.</source>
   <translation>
    <numerusform>{project}: the only completed deployment so far.</numerusform>
    <numerusform>{project}: the last %n completed deployments, the newest at the right.</numerusform>
   </translation>
  </message>
 </context>
</TS>
