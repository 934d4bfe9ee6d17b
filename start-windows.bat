@echo off
rem Double-click me. Finds Python 3.11 or newer and hands over to start.py; everything else is there.
rem Chinese letters only after the last jump is decided: cmd.exe seeks labels by bytes.
chcp 65001 >nul
pushd "%~dp0"
title Qunxi
if not exist start.py goto not_unpacked
set "CHECK=import sys; sys.exit(sys.version_info < (3, 11))"
set "FOUND="
py -3 -c "%CHECK%" >nul 2>nul && set "FOUND=py -3"
if not defined FOUND python -c "%CHECK%" >nul 2>nul && set "FOUND=python"
if not defined FOUND goto no_python
%FOUND% start.py %*
if errorlevel 1 pause
popd
exit /b

:not_unpacked
echo 请先把压缩包全部解压,再双击解压出来的文件夹里的 start-windows.bat。
echo Unpack the whole archive first, then start from the unpacked folder.
pause
exit /b 1

:no_python
echo 这台电脑上没有找到 Python 3.11 或更新的版本。
echo 请到 python.org 下载安装。安装第一页请勾选 Add python.exe to PATH,装好后再双击一次。
echo Python 3.11 or newer was not found. Get it from python.org,
echo tick "Add python.exe to PATH" on the first page, then double-click again.
pause
exit /b 1
