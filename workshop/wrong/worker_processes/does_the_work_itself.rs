// refused: your workers began these jobs: []
use workshop::Workers;

fn run_all(_workers: &Workers, jobs: &[&str]) -> Vec<Result<String, String>> {
    let square = |job: &&str| {
        let number: u64 = job.parse().map_err(|_| format!("{job} is no number"))?;
        Ok((number * number).to_string())
    };
    jobs.iter().map(square).collect()
}
