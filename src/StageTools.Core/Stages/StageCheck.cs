namespace StageTools.Stages;

/// <summary>The outcome of one check of a stage.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Check">What was tried: Reach, List, Read, Write or Repair.</param>
/// <param name="Passed">Whether it worked.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Message">What was found, or why it failed and what to do.</param>
public sealed record StageCheck(string Stage, string Check, bool Passed, TimeSpan Duration, string Message);
