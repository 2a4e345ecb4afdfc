@echo off
rem Runs Flowmeter on this machine: flowmeter up. Needs a JDK 25 or newer somewhere, and Maven to build.
setlocal EnableExtensions EnableDelayedExpansion
set "ROOT=%~dp0"
if "%ROOT:~-1%"=="\" set "ROOT=%ROOT:~0,-1%"

set "JDK="
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :consider "%%~dpJ.."
for %%P in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%LocalAppData%\Programs\Eclipse Adoptium" "%UserProfile%\.jdks" "%UserProfile%\scoop\apps" "%UserProfile%\.sdkman\candidates\java") do (
  if exist "%%~P" for /d %%D in ("%%~P\*") do (
    call :consider "%%~D"
    call :consider "%%~D\current"
  )
)
if not defined JDK (
  echo Flowmeter needs a JDK 25 or newer, and none was found ^(looked at JAVA_HOME, at java on the PATH, and where 1>&2
  echo JDKs are usually installed^). To get one: 1>&2
  echo. 1>&2
  echo   winget install EclipseAdoptium.Temurin.25.JDK 1>&2
  echo   or the installer of Eclipse Temurin 25, by Adoptium 1>&2
  echo. 1>&2
  echo If you have one elsewhere: set JAVA_HOME to its folder and try again. 1>&2
  exit /b 1
)

rem From source: what is built may be older, and who has Docker alone need not build.
if /i "%~1"=="init" if /i not "%~2"=="--help" if /i not "%~2"=="-h" (
  "%JDK%\bin\java.exe" -XX:TieredStopAtLevel=1 "%ROOT%\infra\launcher\src\main\java\io\flowmeter\launcher\Init.java" "%ROOT%" %*
  exit /b
)

set "JAR=%ROOT%\infra\launcher\target\flowmeter-launcher.jar"
set "BUILD=no"
for %%C in (up bench torture) do if /i "%~1"=="%%C" set "BUILD=yes"
for %%A in (%*) do for %%O in (--no-build -h --help) do if /i "%%~A"=="%%O" set "BUILD=no"
if "%BUILD%"=="no" if not exist "%JAR%" (
  echo Nothing is built yet. To build and start everything: flowmeter up 1>&2
  echo Only these commands, for a platform elsewhere: mvn -Dmaven.test.skip=true -pl infra/launcher -am package 1>&2
  exit /b 1
)
if "%BUILD%"=="yes" (
  "%JDK%\bin\java.exe" -XX:TieredStopAtLevel=1 "%ROOT%\infra\launcher\Build.java" "%ROOT%" %* || exit /b 1
)

"%JDK%\bin\java.exe" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders "-Dflowmeter.root=%ROOT%" -jar "%JAR%" %*
exit /b %ERRORLEVEL%

rem Takes the folder if it is a JDK 25 or newer and none was taken before. A JDK says its version in a file.
:consider
if defined JDK exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "VERSION="
for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "VERSION=%%~V"
for /f "tokens=1 delims=." %%M in ("!VERSION!") do if %%M GEQ 25 set "JDK=%~f1"
exit /b 0
