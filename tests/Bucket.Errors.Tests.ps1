BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    # Where nobody answers, some seconds of tries go by each time: such lines wait side by side, each in a runspace of its own.
    function Start-Line([string] $Line) {
        Start-Shell ". '$PSScriptRoot/Setup.ps1'; `$clock = [Diagnostics.Stopwatch]::StartNew(); `$said = try { $Line } catch { `$_ }; [pscustomobject]@{ Said = @(`$said); Seconds = `$clock.Elapsed.TotalSeconds; Errors = @(`$Error) }"
    }
    function Wait-Line($Started) { try { $Started.Shell.EndInvoke($Started.Running) } finally { $Started.Shell.Dispose() } }
}

Describe 'A bucket that cannot be reached' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $prefix = New-BucketStage s @{ 'a.txt' = 'a' }
        $null = New-Stage wrongsecret "s3://$Bucket/" -Endpoint $Server.S3_ENDPOINT -Credential (New-Credential $Server.S3_ACCESS_KEY 'NOTTHESECRETVALUE')
        $null = New-Stage wrongkey "s3://$Bucket/" -Endpoint $Server.S3_ENDPOINT -Credential (New-Credential 'NOSUCHKEYID' 'NOTTHESECRETVALUE')
        $null = New-Stage stranger "s3://$Bucket/" -Endpoint $Server.S3_ENDPOINT -Credential (New-Credential $Server.S3_OTHER_ACCESS_KEY $Server.S3_OTHER_SECRET_KEY)
        $null = New-Stage nobucket 's3://nosuch-bucket-anywhere/' -Endpoint $Server.S3_ENDPOINT -Credential $BucketCredential
        $null = New-Stage closed "s3://$Bucket/" -Endpoint http://127.0.0.1:9 -Credential $BucketCredential
        $null = New-Stage nohost "s3://$Bucket/" -Endpoint http://nosuch-host.invalid -Credential $BucketCredential
        $null = New-Stage noprofile "s3://$Bucket/" -Endpoint $Server.S3_ENDPOINT -ProfileName nosuch
        $null = New-Stage nokeys "s3://$Bucket/" -Endpoint $Server.S3_ENDPOINT
        $script:waiting = @{}
        "Get-StageFile '@closed'", "Get-StageFile '@nohost'" | ForEach-Object { $waiting[$_] = Start-Line "Get-FirstError { $_ }" }
        $waiting['Test-Stage closed'] = Start-Line 'Test-Stage closed'
    }
    AfterAll { Exit-BucketHome }

    It 'is <Id> within 20 seconds: <Stage>, <Line>' -ForEach @(
        foreach ($case in @(
                @{ Stage = 'wrongsecret'; Id = 'CredentialRequired'; Category = 'AuthenticationError' }
                @{ Stage = 'wrongkey'; Id = 'CredentialRequired'; Category = 'AuthenticationError' }
                @{ Stage = 'stranger'; Id = 'AccessDenied'; Category = 'PermissionDenied' }
                @{ Stage = 'nobucket'; Id = 'StoreUnavailable'; Category = 'ResourceUnavailable' }
                @{ Stage = 'closed'; Id = 'StoreUnavailable'; Category = 'ResourceUnavailable' }
                @{ Stage = 'nohost'; Id = 'StoreUnavailable'; Category = 'ResourceUnavailable' }
                @{ Stage = 'noprofile'; Id = 'CredentialRequired'; Category = 'AuthenticationError' }
                @{ Stage = 'nokeys'; Id = 'CredentialRequired'; Category = 'AuthenticationError' }
            )) {
            $lines = "Get-StageFile '@{0}'", 'Get-ChildItem Stage:/{0}', "1 | Export-StageData '@{0}/x.csv'"
            foreach ($line in $lines | Select-Object -First ($case.Stage -in 'closed', 'nohost' ? 1 : 3)) { $case + @{ Line = $line -f $case.Stage } }
        }
    ) {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $done = $waiting.ContainsKey($Line) ? (Wait-Line $waiting[$Line]) : [pscustomobject]@{ Said = Get-FirstError ([scriptblock]::Create($Line)); Seconds = $clock.Elapsed.TotalSeconds }
        $done.Seconds | Should -BeLessThan 20
        $found = $done.Said[0]
        $found.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $found.CategoryInfo.Category | Should -Be $Category
        $found.Exception.Message | Should -Not -Match ' at StageTools|Exception|\n'
        $found.Exception.Message | Should -Match "[.)]$"
        "$($found.TargetObject)" | Should -Not -BeNullOrEmpty
    }
    It 'says no to Test-Path with an error, not with a mere no' { Test-Path Stage:/stranger/x -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeFalse; $errors[0].FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*' }
    It 'fails the check Reach of Test-Stage, which says why' { $checks = (Wait-Line $waiting['Test-Stage closed']).Said; $checks.Check | Should -Be Reach; $checks.Passed | Should -BeFalse; $checks.Message | Should -Match 'Nothing listens at 127.0.0.1:9' }
    It 'lets the rest of a pipeline go on' { $found = '@s/a.txt', '@nobucket/x', '@s/a.txt' | Get-StageFile 2>&1; @($found -is [System.Management.Automation.ErrorRecord]).Count | Should -Be 1; $found.Count | Should -Be 3 }
}

Describe 'An archived object' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $prefix = New-BucketStage s @{ 'warm.txt' = 'w' }
        $null = Invoke-Aws s3api put-object --bucket $Bucket --key "$prefix/cold.txt" --storage-class GLACIER
    }
    AfterAll { Exit-BucketHome }

    It 'is listed with its class' { (Get-StageFile '@s').StorageClass | Should -Be GLACIER, STANDARD; (Get-ChildItem Stage:/s).StorageClass | Should -Be GLACIER, STANDARD }
    It 'is not read: <_>' -ForEach 'Get-Content Stage:/s/cold.txt', "Import-StageData '@s/cold.txt' -Format Csv", "Copy-StageFile '@s/cold.txt' ./cold.txt", "Copy-StageFile '@s/cold.txt' '@s/copy.txt'", 'Copy-Item Stage:/s/cold.txt Stage:/s/copy.txt' {
        $found = Get-FirstError ([scriptblock]::Create($_))
        $found.FullyQualifiedErrorId | Should -BeLike 'ObjectArchived,*'
        $found.CategoryInfo.Category | Should -Be InvalidOperation
        $found.Exception.Message | Should -Match 'GLACIER.*restore'
    }
    It 'does not keep others from being copied' {
        $target = New-TestFolder
        $results = Copy-StageFile '@s' $target -Recurse -PassThru -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors.FullyQualifiedErrorId | Should -BeLike 'ObjectArchived,*'
        ($results | Where-Object Status -EQ Copied).Source | Should -Be '@s/warm.txt'
    }
    It 'is removed like any other' { Remove-StageFile '@s/cold.txt'; (Get-StageFile '@s').Name | Should -Be warm.txt }
}

Describe 'A secret of a bucket' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        # In the hands of this test alone: what holds it after the calls is what is looked for.
        $script:wrong = 'NOTTHESECRETVALUE'
        $credential = New-Credential $Server.S3_ACCESS_KEY $wrong
        $prefix = New-BucketStage good @{ 'a.txt' = 'a'; 'b.csv' = "x`n1`n" }
        $all = @{ Verbose = $true; Debug = $true; ErrorAction = 'Continue' }
        $lines = @(
            "Get-Stage '{0}' @all *>&1", "Get-StageFile '@{0}' @all *>&1", "Get-ChildItem 'Stage:/{0}' @all *>&1", "Get-Content 'Stage:/{0}/a.txt' @all *>&1", "Copy-StageFile '@{0}/a.txt' '$(New-TestFolder)' @all *>&1"
            "1 | Export-StageData '@{0}/new.csv' @all *>&1", "Import-StageData '@{0}/b.csv' @all *>&1", "Remove-StageFile '@{0}/nosuch' @all *>&1", "Test-Stage '{0}' @all *>&1"
        )
        $Error.Clear()
        $made = @(
            New-Stage bad "s3://$Bucket/" -Endpoint $Server.S3_ENDPOINT -Credential $credential -SessionToken (ConvertTo-SecureString SESSIONTOKENVALUE -AsPlainText) @all *>&1
            New-Stage lost "s3://$Bucket/" -Endpoint http://127.0.0.1:9 -Credential $credential @all *>&1
            New-Stage role "s3://$Bucket/" -Endpoint $Server.S3_ENDPOINT -Credential $credential -RoleArn $Server.S3_ROLE_ARN -ExternalId EXTERNALIDVALUE @all *>&1
        )
        $lost = $lines | ForEach-Object { Start-Line "`$all = @{ Verbose = `$true; Debug = `$true; ErrorAction = 'Continue' }; $($_ -f 'lost')" }
        $script:transcript = @(
            $made
            foreach ($name in 'good', 'bad', 'role') { foreach ($line in $lines) { try { & ([scriptblock]::Create($line -f $name)) } catch { $_ } } }
            try { 1 | Export-StageData "s3://$Bucket/x.csv" -Credential $credential @all *>&1 } catch { $_ }
        )
        $lost = $lost | ForEach-Object { Wait-Line $_ }
        $transcript += $lost.Said
        $script:errors = @($Error) + $lost.Errors
        $script:secrets = $wrong, 'SESSIONTOKENVALUE', 'EXTERNALIDVALUE', $Server.S3_SECRET_KEY, 'StringToSign', 'X-Amz-Signature', 'Authorization'
        function Get-Chain($Record) { for ($e = $Record.Exception; $e; $e = $e.InnerException) { "$e"; $e.Data.Values; $e | Format-List * -Force | Out-String -Width 4000 } }
    }
    AfterAll { Exit-BucketHome }

    It 'made errors to look at' { $errors.Count | Should -BeGreaterThan 15; @($lost.Errors).Count | Should -BeGreaterThan 5 }
    It 'is in no output, error, warning, verbose or debug message' { $text = $transcript | Out-String -Width 4000; foreach ($secret in $secrets) { $text | Should -Not -Match $secret } }
    It 'is in no property of what was returned' { $text = $transcript | Format-List * -Force | Out-String -Width 4000; foreach ($secret in $secrets) { $text | Should -Not -Match $secret } }
    It 'is not in $Error' { $text = $errors | Format-List * -Force | Out-String -Width 4000; foreach ($secret in $secrets) { $text | Should -Not -Match $secret } }
    It 'is in no exception of the chain' { $text = $errors | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { Get-Chain $_ } | Out-String -Width 4000; foreach ($secret in $secrets) { $text | Should -Not -Match $secret } }
    It 'is in no file of the catalog' { foreach ($file in [IO.Directory]::GetFiles($env:STAGETOOLS_HOME, '*', 'AllDirectories')) { $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($file)); foreach ($secret in $secrets) { $text.Contains($secret) | Should -BeFalse } } }
}

Describe 'Ctrl+C on a bucket' -Skip:$noServer {
    BeforeAll { Enter-BucketHome; $script:prefix = New-BucketStage s @{ 'old.bin' = 'old' } }
    AfterAll { Exit-BucketHome }

    It 'ends <What>, and leaves the old object and no upload' -ForEach @(
        @{ What = 'a copy of a large file'; Line = "Copy-StageFile '{0}' '@s/old.bin' -Force" }
        @{ What = 'a copy to a new name'; Line = "Copy-StageFile '{0}' '@s/new.bin'" }
        @{ What = 'Set-Content'; Line = '& {{ for () {{ "x" * 1MB }} }} | Set-Content Stage:/s/old.bin' }
        @{ What = 'an export'; Line = "& {{ for () {{ [pscustomobject]@{{ X = 'x' * 1MB }} }} }} | Export-StageData '@s/new.csv'" }
    ) {
        $large = Join-Path (New-TestFolder) large
        $file = [IO.File]::Create($large)
        try { $file.SetLength(4GB) } finally { $file.Dispose() }
        $shell = Start-Shell ($Line -f $large)
        try { Wait-Until { Get-BucketUpload $prefix } } finally { $state = Stop-Shell $shell; Remove-Item $large }
        $state | Should -Be Stopped
        Get-BucketUpload $prefix | Should -BeNullOrEmpty
        Get-BucketKey $prefix | Should -Be old.bin
        (Get-StageFile '@s').Size | Should -Be 3
    }
    It 'ends a list that waits for the server at once' {
        $proxy = Start-BucketProxy
        $null = Send-BucketProxy $proxy 'latency 60000'
        $null = New-BucketStage slow -Endpoint $proxy.Endpoint
        $shell = Start-Shell "Get-StageFile '@slow'"
        Start-Sleep -Milliseconds 700
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Stop-Shell $shell | Should -Be Stopped
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
    }
}

Describe 'Completion on a bucket that does not answer' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $proxy = Start-BucketProxy
        $null = Send-BucketProxy $proxy 'latency 60000'
        $null = New-BucketStage hangs -Endpoint $proxy.Endpoint
        $null = New-BucketStage closed -Endpoint http://127.0.0.1:9
        $null = New-BucketStage nohost -Endpoint http://nosuch-host.invalid
        $null = New-BucketStage unroutable -Endpoint http://192.0.2.1
        function Complete([string] $Text) { [System.Management.Automation.CommandCompletion]::CompleteInput($Text, $Text.Length, $null).CompletionMatches.CompletionText }
        Complete "Get-StageFile '@closed/x"
    }
    AfterAll { Exit-BucketHome }

    It 'is back soon, with nothing: <_>' -ForEach 'hangs', 'closed', 'nohost', 'unroutable' {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Complete "Get-StageFile '@$_/x" | Should -BeNullOrEmpty
        $clock.ElapsedMilliseconds | Should -BeLessThan 750
    }
    It 'offers what was found before the answers stopped coming' {
        $slow = Start-BucketProxy
        $files = @{}
        foreach ($number in 1..1000) { $files["file$number.txt"] = '' }
        $prefix = New-BucketStage half $files

        # The folder's own mark is on the first page too, so that one file is left for the second.
        Set-BucketObject "$prefix/"
        $null = Set-Stage half -Endpoint $slow.Endpoint -Credential $BucketCredential
        $null = Send-BucketProxy $slow 'fault {"action":"Hang","queryContains":"continuation-token","times":-1}'

        # On a busy machine the first page itself may come later than completion waits.
        Wait-Until { Complete "Get-StageFile '@half/" }
        Complete "Get-StageFile '@half/" | Should -HaveCount 999
        Complete 'Get-StageFile Stage:/half/' | Should -HaveCount 999
    }
    It 'completes the names of stages as ever' { Complete "Get-StageFile '@han" | Should -Be "'@hangs'" }
}

Describe 'A proxy that refuses' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:proxy = Start-BucketProxy
        function Get-Told([string] $Scheme, [string] $ProxyAddress) {
            # What a command says that has to go through a proxy, in a process of its own: the platform reads such settings once.
            (Invoke-Child @"
                foreach (`$name in 'HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy') { [Environment]::SetEnvironmentVariable(`$name, 'http://clerk:pr0xy-word@$ProxyAddress') }
                foreach (`$name in 'NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy') { [Environment]::SetEnvironmentVariable(`$name, `$null) }
                `$env:STAGETOOLS_HOME = '$(New-TestFolder)'
                `$null = New-Stage far 's3://lake/' -Endpoint '${Scheme}://s3.example.com' -Credential ([pscredential]::new('key', (ConvertTo-SecureString secret -AsPlainText)))
                try { Get-StageFile '@far' -ErrorAction Stop } catch { `$_.Exception.ToString() }
"@).Output -replace '\s+', ' '
        }
    }
    AfterAll { Exit-BucketHome }

    It 'is named, where nothing listens, for <_>' -ForEach http, https {
        $told = Get-Told $_ '127.0.0.1:9'
        $told | Should -Match 'proxy 127\.0\.0\.1:9'
        $told | Should -Match 's3\.example\.com'
        $told | Should -Not -Match 'pr0xy-word|clerk'
    }
    It 'is named when it has no address' { Get-Told http 'proxy.invalid:3128' | Should -Match 'proxy proxy\.invalid:3128.* has no address' }
    It 'is named when it answers <Status> to <Scheme>' -ForEach @(foreach ($scheme in 'http', 'https') { foreach ($status in 407, 403, 502) { @{ Scheme = $scheme; Status = $status } } }) {
        $null = Send-BucketProxy $proxy "fault {`"action`": `"Respond`", `"status`": $Status, `"code`": `"Proxy says no`", `"times`": -1}"
        try { $told = Get-Told $Scheme ($proxy.Endpoint -replace '^http://') } finally { $null = Send-BucketProxy $proxy clear }
        $told | Should -Match ([regex]::Escape("proxy $($proxy.Endpoint -replace '^http://')"))
        $told | Should -Not -Match 'pr0xy-word|clerk'
    }
}
