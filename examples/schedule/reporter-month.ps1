# Files the report of the month that has ended, or of the month given: .\reporter-month.ps1 [2026-10]
# AUDIT_FOLDER is the audit folder. Exit codes are the reporter's own: 0, 1 and 3 mean that a report stands.
# The summary names nobody; it stands in a text beside the folder, for whoever mails it.
param([string]$Month = (Get-Date -Day 1).AddDays(-1).ToString("yyyy-MM"))
$folder = if ($env:AUDIT_FOLDER) { $env:AUDIT_FOLDER } else { "C:\Audit" }
reporter run --folder $folder --period $Month --log json 2>> "$folder.log"
$code = $LASTEXITCODE
reporter brief $Month --folder $folder > "$folder-brief.txt"
exit $code
