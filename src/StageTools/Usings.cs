global using System.Management.Automation;
global using StageTools.Errors;
global using StageTools.Hosting;
global using StageTools.Paths;
