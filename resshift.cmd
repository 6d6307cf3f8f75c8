@echo off
rem Builds ResShift when there is something to build, then runs it with the settings that its engine
rem needs. Settings of the user's own environment always win.
rem   JAVA_HOME            the JDK to use (17 or newer); else java on the PATH
rem   RESSHIFT_JAVA_OPTS   further options for the Java virtual machine
rem   RESSHIFT_PROFILE     cuda: build and run with the CUDA engine (an NVIDIA GPU)
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "built=%root%resshift-cli\target"
set "app=%built%\app"
set "profile=%RESSHIFT_PROFILE%"
if not defined profile set "profile=cpu"
if /i not "%profile%"=="cpu" if /i not "%profile%"=="cuda" (
  echo resshift: RESSHIFT_PROFILE is '%profile%'; it can be cpu or cuda. 1>&2
  exit /b 1
)

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "version="
for /f "tokens=3" %%v in ('""%java%" -version 2^>^&1" ^| findstr /c:" version "') do set "version=%%~v"
if not defined version (
  echo resshift: There is no JDK. Install one of version 17 or newer, or point JAVA_HOME at one. 1>&2
  exit /b 1
)
for /f "delims=.-+" %%m in ("%version%") do set "major=%%m"
if %major% LSS 17 (
  echo resshift: Java has version %version%. Install a JDK of version 17 or newer, or point JAVA_HOME at one. 1>&2
  exit /b 1
)

set "native="
if %major% GEQ 24 set "native=--enable-native-access=ALL-UNNAMED"
rem Java refuses two collectors, and the user's own environment wins.
set "collector=-XX:+UseSerialGC"
echo "%JAVA_TOOL_OPTIONS% %JDK_JAVA_OPTIONS% %_JAVA_OPTIONS% %RESSHIFT_JAVA_OPTS%" | findstr /r /c:"-XX:+Use[A-Za-z0-9]*GC" >nul && set "collector="
rem The optimising compiler starts late, so that it does not compete with short runs.
set "settings=-Xlog:disable -Xlog:all=error:stderr %collector% -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000 -Djava.awt.headless=true -Dorg.bytedeco.javacpp.maxPhysicalBytes=0"
set "archive=%app%\classes-%version%.jsa"

if not exist "%app%\lib" mkdir "%app%\lib"
set "said="

:check
call :outdated
if errorlevel 1 goto run
if not defined said (
  set "said=yes"
  echo resshift: building; the first time this downloads about 200 MB ... 1>&2
)
rem One builder at a time: while a build runs its lock file is open, and opening it again fails.
set "result="
2>nul ( 9>"%app%\lock" call :build )
if "%result%"=="built" goto run
if "%result%"=="failed" (
  type "%app%\build.log" 1>&2
  echo resshift: The build failed; see the lines above. 1>&2
  exit /b 1
)
timeout /t 1 /nobreak >nul
goto check

:run
if defined OMP_NUM_THREADS if not defined OPENBLAS_NUM_THREADS set "OPENBLAS_NUM_THREADS=%OMP_NUM_THREADS%"
set "shared="
if exist "%archive%" set shared="-XX:SharedArchiveFile=%archive%"
"%java%" %settings% %native% %shared% %RESSHIFT_JAVA_OPTS% -jar "%app%\resshift-cli.jar" %*
exit /b %errorlevel%

rem Ends with 0 if nothing is built for this profile or a source is newer than what is, else with 1.
:outdated
powershell -NoProfile -Command ^
  "$built = Get-Item -LiteralPath (Join-Path $env:app 'built') -ErrorAction SilentlyContinue;" ^
  "if (-not $built -or (Get-Content -LiteralPath $built.FullName) -ne $env:profile) { exit 0 };" ^
  "$modules = Get-ChildItem -LiteralPath $env:root -Directory -Filter 'resshift-*' | ForEach-Object { Join-Path $_.Name 'pom.xml'; Join-Path $_.Name 'src\main' };" ^
  "$sources = @('pom.xml', 'natives', 'models\bundled', 'models\fast') + $modules | ForEach-Object { Join-Path $env:root $_ } | Where-Object { Test-Path -LiteralPath $_ };" ^
  "$newer = Get-ChildItem -LiteralPath $sources -Recurse | Where-Object { $_.LastWriteTimeUtc -gt $built.LastWriteTimeUtc } | Select-Object -First 1;" ^
  "if ($newer) { exit 0 } else { exit 1 }"
exit /b %errorlevel%

rem Builds and puts the jars where they are run from; the answer is in the variable result.
:build
set "result=failed"
set "cuda="
if /i "%profile%"=="cuda" set "cuda=-Pcuda"
>"%app%\built.new" echo %profile%
pushd "%root%"
call mvnw.cmd -q -B -pl resshift-cli -am package -Dmaven.test.skip=true %cuda% >"%app%\build.log" 2>&1
set "code=%errorlevel%"
popd
if not "%code%"=="0" exit /b 1
copy /y "%built%\lib\*.jar" "%app%\lib" >nul || exit /b 1
for /f "delims=" %%j in ('dir /b "%built%\resshift-cli-*.jar" ^| findstr /v /c:-sources.jar /c:-javadoc.jar') do copy /y "%built%\%%j" "%app%\resshift-cli.jar" >nul || exit /b 1
del /q "%app%\classes-*.jsa*" 2>nul
move /y "%app%\built.new" "%app%\built" >nul || exit /b 1
rem Makes two tiny pictures larger and keeps what the virtual machine learns of its classes by that.
rem Nothing depends on its success.
"%java%" %settings% %native% "-XX:ArchiveClassesAtExit=%archive%" -jar "%app%\resshift-cli.jar" upscale "%root%resshift-cli\src\main\launcher" -o "%app%\first" --existing overwrite >"%app%\archive.log" 2>&1 <nul
set "result=built"
exit /b 0
