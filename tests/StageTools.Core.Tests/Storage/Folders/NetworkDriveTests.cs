namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>Living and dead parts where .NET locks no file that is being written: age tells of a part, and a job's journal is locked for itself.</summary>
public sealed class NetworkDriveTests
{
    private const string Day = "1.00:00:00";
    private const string Journal = ".stagetools-0123456789abcdef-0123456789abcdef0123456789abcdef.journal";

    [Fact]
    public async Task A_living_writers_part_stays_for_its_age_alone()
    {
        using var drive = await NetworkDrive.MakeOrSkipAsync();
        using var writer = await drive.StartAsync("hold", "a.bin");
        (await drive.RunAsync("sweep", Day)).ShouldBe("0");
        drive.Parts.Length.ShouldBe(1);

        // No lock would have kept it.
        (await drive.RunAsync("sweep", "0:00:00")).ShouldBe("1");
        drive.Parts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dead_writers_part_goes_when_it_lay_untouched_for_a_day()
    {
        using var drive = await NetworkDrive.MakeOrSkipAsync();
        using (var writer = await drive.StartAsync("hold", "a.bin"))
            await writer.KillAsync();
        (await drive.RunAsync("sweep", Day)).ShouldBe("0");
        var part = drive.Parts.ShouldHaveSingleItem();
        File.SetLastWriteTimeUtc(part, DateTime.UtcNow.AddHours(-23));
        (await drive.RunAsync("sweep", Day)).ShouldBe("0");
        File.SetLastWriteTimeUtc(part, DateTime.UtcNow.AddHours(-25));
        (await drive.RunAsync("sweep", Day)).ShouldBe("1");
        drive.Parts.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_next_writer_in_a_folder_leaves_a_young_part_and_takes_an_old_one_away()
    {
        using var drive = await NetworkDrive.MakeOrSkipAsync();
        using var living = await drive.StartAsync("hold", "a.bin");
        var young = drive.Parts.ShouldHaveSingleItem();
        using (var dead = await drive.StartAsync("hold", "b.bin"))
            await dead.KillAsync();
        File.SetLastWriteTimeUtc(drive.Parts.Single(part => part != young), DateTime.UtcNow.AddHours(-25));
        using var next = await drive.StartAsync("hold", "c.bin");
        drive.Parts.Length.ShouldBe(2);
        drive.Parts.Count(part => part == young).ShouldBe(1);
    }

    [Fact]
    public async Task A_jobs_journal_tells_whether_it_lives_there_too()
    {
        using var drive = await NetworkDrive.MakeOrSkipAsync();
        using (var job = await drive.StartAsync("journal", Journal))
        {
            (await drive.RunAsync("look", Journal)).ShouldBe("Living");
            await job.KillAsync();
        }

        (await drive.RunAsync("look", Journal)).ShouldBe("Dead");
        File.Delete(Path.Combine(drive.Root, Journal));
        (await drive.RunAsync("look", Journal)).ShouldBe("Gone");
    }

    [Fact]
    public async Task Another_users_journal_that_cannot_be_locked_is_taken_for_a_living_jobs()
    {
        using var drive = await NetworkDrive.MakeOrSkipAsync();
        using var job = await drive.StartAsync("journal", Journal);
        drive.BelongsToOthers(true);
        (await drive.RunAsync("look", Journal)).ShouldBe("Living");
        await job.KillAsync();
        (await drive.RunAsync("look", Journal)).ShouldBe("Living");
        drive.BelongsToOthers(false);
        (await drive.RunAsync("look", Journal)).ShouldBe("Dead");
    }
}
