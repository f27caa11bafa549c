# The start of the client, against that of a bare .NET program.
if makes show-stages; then
    mkdir "$work/hello"
    cat >"$work/hello/hello.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
</Project>
PROJECT
    echo 'System.Console.WriteLine("hello");' >"$work/hello/Program.cs"
    dotnet build "$work/hello" -c Release -v quiet -nologo >/dev/null
    # Ten times: GNU time tells hundredths of a second.
    measure show-stages 0.7 'dotnet hello.dll' 'for i in 1 2 3 4 5 6 7 8 9 10; do "$stagesql" -c "SHOW STAGES"; done' \
        'for i in 1 2 3 4 5 6 7 8 9 10; do dotnet "$work/hello/bin/Release/net10.0/hello.dll"; done'
fi
