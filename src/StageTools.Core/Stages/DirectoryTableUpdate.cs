namespace StageTools.Stages;

/// <summary>What refreshing a directory table found.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Files">How many files the table lists.</param>
/// <param name="RefreshedOn">When the listing ended, UTC.</param>
public sealed record DirectoryTableUpdate(string Stage, long Files, DateTimeOffset RefreshedOn);
