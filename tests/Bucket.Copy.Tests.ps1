BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Copy-StageFile to and from a bucket' -Skip:$noServer {
    BeforeAll { Enter-BucketHome; $script:prefix = New-BucketStage s @{ 'r/a.txt' = 'a'; 'r/d/b.txt' = 'bb'; 'r/d/c.csv' = 'ccc' }; $script:proxy = Start-BucketProxy }
    AfterAll { Exit-BucketHome }
    BeforeEach { $script:out = New-TestFolder; $script:id = [guid]::NewGuid().ToString('N') }

    It 'puts a file into a folder of the stage' { New-TestFile $out @{ 'n.txt' = 'note' }; Copy-StageFile "$out/n.txt" "@s/$id/"; Get-BucketKey "$prefix/$id" | Should -Be n.txt }
    It 'puts all below a folder with -Recurse, and says what became of each with -PassThru' {
        New-TestFile $out @{ 'x.txt' = 'x'; 'y/z.txt' = 'z' }
        $results = Copy-StageFile $out "@s/$id" -Recurse -PassThru | Sort-Object Destination
        $results.Status | Should -Be Copied, Copied
        $results.Destination | Should -Be "@s/$id/x.txt", "@s/$id/y/z.txt"
        Get-BucketKey "$prefix/$id" | Should -Be x.txt, y/z.txt
    }
    It 'gets files by wildcard, and by folder' {
        Copy-StageFile '@s/r/**/*.txt' "$out/"
        Copy-StageFile '@s/r/d' "$out/e" -Recurse
        [IO.File]::ReadAllText("$out/a.txt"), [IO.File]::ReadAllText("$out/d/b.txt"), [IO.File]::ReadAllText("$out/e/c.csv") | Should -Be a, bb, ccc
    }
    It 'brings files with special characters there and back' {
        foreach ($name in $NastyNames) { New-TestFile $out @{ "in/$name" = $name } }
        Copy-StageFile "$out/in" "@s/$id" -Recurse
        Copy-StageFile "@s/$id" "$out/back" -Recurse
        foreach ($name in $NastyNames) { [IO.File]::ReadAllText("$out/back/$name") | Should -BeExactly $name }
    }
    It 'keeps a file that is there, without -Force or -Update' {
        New-TestFile $out @{ 'a.txt' = 'other' }
        (Get-FirstError { Copy-StageFile "$out/a.txt" '@s/r/a.txt' }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'
        Get-Content Stage:/s/r/a.txt | Should -Be a
        Copy-StageFile '@s/r/a.txt' "@s/$id/a.txt"
        Copy-StageFile "$out/a.txt" "@s/$id/a.txt" -Force
        Get-Content "Stage:/s/$id/a.txt" | Should -Be other
    }
    It 'skips with -Update what is the same, by size and MD5' {
        New-TestFile $out @{ '1.txt' = 'one'; '2.txt' = 'two' }
        Copy-StageFile $out "@s/$id" -Recurse
        (Get-Item "$out/1.txt").LastWriteTimeUtc = '2020-01-01'
        New-TestFile $out @{ '2.txt' = 'TWO'; '3.txt' = 'three' }
        (Copy-StageFile $out "@s/$id" -Recurse -Update -PassThru | Sort-Object Source).Status | Should -Be Skipped, Copied, Copied
        (Copy-StageFile "@s/$id" $out -Recurse -Update -PassThru).Status | Should -Be Skipped, Skipped, Skipped
    }
    It 'writes with the class of -StorageClass, or of the stage' {
        New-TestFile $out @{ 'n.txt' = 'n' }
        Copy-StageFile "$out/n.txt" "@s/$id/" -StorageClass STANDARD_IA
        (Get-StageFile "@s/$id").StorageClass | Should -Be STANDARD_IA
        $null = New-BucketStage cold -With @{ StorageClass = 'STANDARD_IA' }
        Copy-StageFile "$out/n.txt" '@cold/'
        (Get-StageFile '@cold').StorageClass | Should -Be STANDARD_IA
    }
    It 'refuses -StorageClass for a folder' { New-TestFile $out @{ 'n.txt' = 'n' }; (Get-FirstError { Copy-StageFile '@s/r/a.txt' "$out/x.txt" -StorageClass STANDARD_IA }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*' }
    It 'copies inside the service without the bytes passing through here' {
        $null = New-BucketStage near -Endpoint $proxy.Endpoint -Prefix $prefix
        $null = New-BucketStage far -Endpoint $proxy.Endpoint -Prefix $id
        [IO.File]::WriteAllBytes("$out/big.bin", [byte[]]::new(2MB))
        Copy-StageFile "$out/big.bin" "@s/$id/"
        $null = Send-BucketProxy $proxy clear
        Copy-StageFile "@near/$id" '@far' -Recurse
        [long[]](-split (Send-BucketProxy $proxy bytes)) | ForEach-Object { $_ | Should -BeLessThan 100KB }
        (Get-StageFile '@far').Size | Should -Be 2MB
    }
    It 'copies from one service to another, and to a folder stage' {
        $null = New-Stage local (New-TestFolder)
        $null = New-BucketStage over -Endpoint $proxy.Endpoint
        Copy-StageFile '@s/r' '@local' -Recurse
        Copy-StageFile '@local' '@over' -Recurse
        (Get-StageFile '@over').MD5 | Should -Be (Get-StageFile '@s/r').MD5
    }
    It 'brings a file of several parts there and back, verified' {
        $bytes = [byte[]]::new(20MB); [Random]::new(1).NextBytes($bytes); [IO.File]::WriteAllBytes("$out/big", $bytes)
        Copy-StageFile "$out/big" "@s/$id/"
        Copy-StageFile "@s/$id/big" "$out/back"
        (Get-FileHash "$out/back").Hash | Should -Be (Get-FileHash "$out/big").Hash
        (Copy-StageFile "$out/big" "@s/$id/" -Update -PassThru).Status | Should -Be Skipped
    }
    It 'changes nothing with -WhatIf' { New-TestFile $out @{ 'n.txt' = 'n' }; Copy-StageFile "$out/n.txt" "@s/$id/" -WhatIf; Get-BucketKey "$prefix/$id" | Should -BeNullOrEmpty }
}

Describe 'Remove-StageFile on a bucket' -Skip:$noServer {
    BeforeAll { Enter-BucketHome; $script:proxy = Start-BucketProxy }
    AfterAll { Exit-BucketHome }
    BeforeEach { $script:prefix = New-BucketStage s @{ 'a.txt' = 'a'; 'b.txt' = 'b'; 'd/c.csv' = 'c'; 'd/e.txt' = 'e' } }

    It 'removes one file' { Remove-StageFile '@s/a.txt'; Get-BucketKey $prefix | Should -Be b.txt, d/c.csv, d/e.txt }
    It 'removes all below a folder' { Remove-StageFile '@s/d' -Recurse; Get-BucketKey $prefix | Should -Be a.txt, b.txt }
    It 'removes what a wildcard or a pattern finds, and says what with -PassThru' {
        (Remove-StageFile '@s/*.txt' -PassThru).Name | Should -Be a.txt, b.txt
        (Remove-StageFile '@s' -Pattern '.*\.csv' -PassThru).Name | Should -Be d/c.csv
        Get-BucketKey $prefix | Should -Be d/e.txt
    }
    It 'removes files with special characters in their names' {
        $files = @{}; $NastyNames | ForEach-Object { $files["n/$_"] = 'x' }
        $script:prefix = New-BucketStage n $files
        Get-StageFile '@n' | Remove-StageFile
        Get-BucketKey $prefix | Should -BeNullOrEmpty
    }
    It 'removes nothing with -WhatIf' { Get-StageFile '@s' | Remove-StageFile -WhatIf; (Get-StageFile '@s').Count | Should -Be 4 }
    It 'misses a file that is not there, and removes the rest' {
        '@s/a.txt', '@s/nosuch.txt', '@s/b.txt' | Remove-StageFile -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors.FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
        Get-BucketKey $prefix | Should -Be d/c.csv, d/e.txt
    }
    It 'removes 2,500 files of the pipeline with no request for one alone' {
        $files = @{}; 1..2500 | ForEach-Object { $files["m/$_"] = '' }
        $script:prefix = New-BucketStage many $files
        $null = New-BucketStage proxied -Endpoint $proxy.Endpoint -Prefix $prefix
        $requests = Get-Request $proxy { (Get-StageFile '@proxied/m' | Remove-StageFile -PassThru).Count | Should -Be 2500 }
        @($requests -match '^POST .*delete').Count | Should -Be 3
        $requests.Count | Should -BeLessOrEqual 12 -Because ($requests -join "`n")
        Get-StageFile '@many' | Should -BeNullOrEmpty
    }
}

Describe 'Test-Stage -Repair on a bucket' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:prefix = New-BucketStage s @{ 'a.txt' = 'a' }
        $null = Invoke-Aws s3api create-multipart-upload --bucket $Bucket --key "$prefix/d/half.bin"
        $null = Invoke-Aws s3api create-multipart-upload --bucket $Bucket --key "elsewhere/half.bin"
    }
    AfterAll { (Get-BucketUpload elsewhere) | ForEach-Object { $null = Invoke-Aws s3api abort-multipart-upload --bucket $Bucket --key $_.Key --upload-id $_.UploadId }; Exit-BucketHome }

    It 'leaves uploads of the last day alone' { (Test-Stage s -Repair | Where-Object Check -EQ Repair).Message | Should -BeLike '0 *'; @(Get-BucketUpload $prefix).Count | Should -Be 1 }
    It 'gives up those that stood still for -OlderThan, in this stage only' {
        Wait-Until { ($script:check = Test-Stage s -Repair -OlderThan 1 | Where-Object Check -EQ Repair).Message -like '1 *' }
        $check.Passed | Should -BeTrue
        Get-BucketUpload $prefix | Should -BeNullOrEmpty
        @(Get-BucketUpload elsewhere).Count | Should -Be 1
    }
    It 'takes -OlderThan as a time span or in seconds' { { Test-Stage s -Repair -OlderThan ([timespan]::FromHours(1)) } | Should -Not -Throw; { Test-Stage s -Repair -OlderThan 3600 } | Should -Not -Throw }
}
